// What had the focus may be replaced by a swap, with another element of the same
// id in its place; and what opened a dialog may be replaced by what was saved there.
// The focus then goes to that element.

let last = '' // id of what had the focus last, on the page itself

document.addEventListener('focusin', event => {
  if (!event.target.closest('dialog')) last = event.target.id
})
document.addEventListener('htmx:after:swap', () => {
  if (document.activeElement !== document.body || !last || document.querySelector('dialog[open]')) return
  const element = document.getElementById(last)
  const closed = element?.closest('details:not([open])') // what stands in a closed menu can't have it
  ;(closed?.querySelector('summary') ?? element)?.focus()
})
