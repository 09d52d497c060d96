// <dialog data-remote>: filled by a swap it opens, emptied it closes (HTMX.md, 7).

document.addEventListener('htmx:after:swap', () => {
  for (const dialog of document.querySelectorAll('dialog[data-remote]')) {
    const full = dialog.childElementCount > 0
    if (full && !dialog.open) dialog.showModal()
    if (!full && dialog.open) dialog.close()
  }
  // what was swapped behind a modal was inert: its autofocus did nothing
  if (document.activeElement === document.body) document.querySelector('main [autofocus]')?.focus()
})

document.addEventListener('close', event => {
  if (event.target.matches?.('dialog[data-remote]')) event.target.replaceChildren()
}, true)

document.addEventListener('click', event => {
  const closer = event.target.closest?.('dialog[data-remote] [data-close]')
  if (!closer) return
  event.preventDefault()
  closer.closest('dialog').close()
})
