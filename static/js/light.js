// <details data-light> closes as menus do: by Escape, and when one goes elsewhere.

const opened = () => document.querySelectorAll('details[data-light][open]')

document.addEventListener('pointerdown', event => {
  for (const details of opened()) if (!details.contains(event.target)) details.open = false
})
document.addEventListener('focusin', event => {
  for (const details of opened()) if (!details.contains(event.target)) details.open = false
})
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  const details = event.target.closest?.('details[data-light][open]')
  if (!details) return
  details.open = false
  details.querySelector('summary').focus()
  event.stopPropagation()
})
