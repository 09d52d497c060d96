// What had the focus may be replaced by a swap, with another element of the same
// id in its place; and what opened a dialog may be replaced by what was saved there.
// The focus then goes to that element; where it is gone, to the nearest that it stood in.

let last = [] // ids of what had the focus last, on the page itself, and of what it stood in

document.addEventListener('focusin', event => {
  if (event.target.closest('dialog')) return
  last = []
  for (let element = event.target; element; element = element.parentElement) if (element.id) last.push(element.id)
})
document.addEventListener('htmx:after:swap', keep)
document.addEventListener('close', keep, true) // what opened the dialog may have been replaced behind it

function keep() {
  if (document.activeElement !== document.body || document.querySelector('dialog[open]')) return
  const element = last.map(id => document.getElementById(id)).find(Boolean)
  const closed = element?.closest('details:not([open])') // what stands in a closed menu can't have it
  const target = closed?.querySelector('summary') ?? element
  target?.focus()
  if (!target || document.activeElement === target) return
  target.tabIndex = -1
  target.focus({ preventScroll: true })
}
