/** Solves a symmetric positive definite system by Cholesky's method. The matrix is used up. */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0
  for (let row = 0; row < size; row += 1) {
    const cells = matrix[row] as Float64Array
    for (let column = 0; column <= row; column += 1) {
      let sum = cells[column] ?? 0
      const other = matrix[column] as Float64Array
      for (let index = 0; index < column; index += 1) sum -= (cells[index] as number) * (other[index] as number)
      cells[column] = row === column ? Math.sqrt(sum) : sum / at(column, column)
    }
  }
  const solution = Float64Array.from(right)
  for (let row = 0; row < size; row += 1) {
    let sum = solution[row] as number
    for (let index = 0; index < row; index += 1) sum -= at(row, index) * (solution[index] as number)
    solution[row] = sum / at(row, row)
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = solution[row] as number
    for (let index = row + 1; index < size; index += 1) sum -= at(index, row) * (solution[index] as number)
    solution[row] = sum / at(row, row)
  }
  return solution
}
