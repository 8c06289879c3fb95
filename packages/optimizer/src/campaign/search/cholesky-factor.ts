/** A symmetric positive definite matrix as L·Lᵀ, L being a lower triangle. */
export class CholeskyFactor {
  readonly #rows: readonly Float64Array[]

  /** The matrix is used up. */
  constructor(matrix: readonly Float64Array[]) {
    for (const [row, cells] of matrix.entries())
      for (let column = 0; column <= row; column += 1) {
        const other = matrix[column] as Float64Array
        let sum = cells[column] as number
        for (let index = 0; index < column; index += 1) sum -= (cells[index] as number) * (other[index] as number)
        cells[column] = row === column ? Math.sqrt(sum) : sum / (other[column] as number)
      }
    this.#rows = matrix
  }

  /** What the matrix, times it, gives the right side. */
  solve(right: Float64Array): Float64Array {
    const middle = Float64Array.from(right)
    for (const [row, cells] of this.#rows.entries()) {
      let sum = middle[row] as number
      for (let index = 0; index < row; index += 1) sum -= (cells[index] as number) * (middle[index] as number)
      middle[row] = sum / (cells[row] as number)
    }
    return this.solveTransposed(middle)
  }

  /** What Lᵀ, times it, gives the right side: of independent normal draws, a draw whose precision is the matrix. */
  solveTransposed(right: Float64Array): Float64Array {
    const solution = Float64Array.from(right)
    for (let row = solution.length - 1; row >= 0; row -= 1) {
      const cells = this.#rows[row] as Float64Array
      const value = (solution[row] as number) / (cells[row] as number)
      solution[row] = value
      for (let index = 0; index < row; index += 1)
        solution[index] = (solution[index] as number) - (cells[index] as number) * value
    }
    return solution
  }
}
