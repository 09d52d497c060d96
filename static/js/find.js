// The find box in the header. The list itself is combobox.js's; here is how one gets
// to the field: its shortcut, where the form names one, and the button on narrow
// screens, which opens the form as a popover.

const form = () => document.getElementById('find')
const field = () => document.getElementById('find-words')

const typing = element => element.closest?.('input, textarea, select, [contenteditable]:not([contenteditable=false])')

document.addEventListener('keydown', event => {
  const key = form()?.dataset.shortcut
  if (!key || event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (typing(event.target) || document.querySelector('dialog[open]')) return
  event.preventDefault()
  if (!field().checkVisibility()) form().showPopover() // focuses the field, below
  field().focus()
  field().select()
})

// toggle does not bubble
document.addEventListener('toggle', event => {
  if (event.target === form() && event.newState === 'open') field().focus()
}, true)

// what was opened on a narrow screen stands in the header on a wide one
matchMedia('(width >= 48rem)').addEventListener('change', () => {
  if (form()?.matches(':popover-open')) form().hidePopover()
})
