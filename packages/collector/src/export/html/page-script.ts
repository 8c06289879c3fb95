/** Filters the table of cases by status and by text. Without scripts the table shows everything. */
export const pageScript = `
const filter = document.querySelector('.filter')
if (filter) {
  const [text, status, shown] = filter.children
  const rows = [...document.querySelectorAll('#cases tbody tr')]
  const apply = () => {
    const words = text.value.toLowerCase()
    let count = 0
    for (const row of rows) {
      const fits = (status.value === '' || row.dataset.status === status.value) && row.textContent.toLowerCase().includes(words)
      row.hidden = !fits
      if (fits) count += 1
    }
    shown.textContent = count + ' shown'
  }
  text.addEventListener('input', apply)
  status.addEventListener('change', apply)
  filter.hidden = false
  apply()
}
`
