/**
 * The models on which pairwise tools publish their sizes, with the sizes of fourteen of them, as PICT's documentation
 * collects them (docs/efficiency.md of microsoft/pict, after pairwise.org/tools): `best` of all, `pict` of PICT.
 */
export const publishedModels = [
  { name: '3⁴', sizes: repeat([3, 4]), best: 9, pict: 9 },
  { name: '3¹³', sizes: repeat([3, 13]), best: 15, pict: 18 },
  { name: '4¹⁵ 3¹⁷ 2²⁹', sizes: repeat([4, 15], [3, 17], [2, 29]), best: 29, pict: 37 },
  { name: '4¹ 3³⁹ 2³⁵', sizes: repeat([4, 1], [3, 39], [2, 35]), best: 21, pict: 27 },
  { name: '2¹⁰⁰', sizes: repeat([2, 100]), best: 10, pict: 15 },
  { name: '10²⁰', sizes: repeat([10, 20]), best: 180, pict: 210 },
] as const

function repeat(...groups: readonly (readonly [values: number, parameters: number])[]): number[] {
  return groups.flatMap(([values, parameters]) => Array<number>(parameters).fill(values))
}
