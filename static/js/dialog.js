// <dialog data-remote>: filled by a swap it opens, emptied it closes (HTMX.md, 7).

document.addEventListener('htmx:after:swap', () => {
  for (const dialog of document.querySelectorAll('dialog[data-remote]')) {
    const full = dialog.childElementCount > 0
    if (full && !dialog.open) {
      closeMenus()
      dialog.showModal()
    }
    if (!full && dialog.open) dialog.close()
  }
  retitle()
  refuse()
  // what was swapped behind a modal was inert: its autofocus did nothing
  if (document.activeElement === document.body) document.querySelector('main [autofocus]')?.focus()
})

// The menu that a dialog was opened from is done with; the focus comes back to what
// opens it.
function closeMenus() {
  for (const menu of document.querySelectorAll('details[data-light][open]')) {
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
    menu.open = false
  }
}

// Escape throws nothing away unasked, and neither does what puts something else in
// its place.
document.addEventListener('cancel', event => {
  if (event.target.matches?.('dialog[data-remote]') && !mayLeave(event.target)) event.preventDefault()
}, true)

document.addEventListener('click', event => {
  const link = event.target.closest?.('dialog[data-remote] a[hx-get]')
  if (!link || mayLeave(link.closest('dialog'))) return
  event.preventDefault()
  event.stopPropagation()
}, true)

// mayLeave asks, where something was changed.
function mayLeave(dialog) {
  const changed = field => field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked
    : field.tagName === 'SELECT' ? ![...field.options].some(o => o.defaultSelected) ? field.selectedIndex > 0 : !field.selectedOptions[0]?.defaultSelected
    : field.value !== field.defaultValue
  const form = dialog.querySelector('form:has(:is(input:not([type=hidden]), select, textarea))')
  return !form || ![...form.elements].some(field => field.name && field.type !== 'hidden' && changed(field)) || confirm(document.body.dataset.leave)
}

// What is wrong in a dialog is in the title as well, until it is mended or closed.
let title = null // of the page

function retitle() {
  const wrong = document.querySelector('dialog[data-remote][open] [data-title]')?.dataset.title
  if (!wrong && title === null) return
  title ??= document.title
  document.title = wrong ? wrong + title.slice(title.lastIndexOf(' · ')) : title
  if (!wrong) title = null
}

let refused = null // what was said last

// What #flash says is where one looks. Behind an open dialog it can't be read: it is
// said in there.
function refuse() {
  const flash = document.getElementById('flash')
  const dialog = [...document.querySelectorAll('dialog[data-remote][open]')].at(-1)
  if (!flash?.childElementCount || flash.firstElementChild === refused) return
  refused = flash.firstElementChild
  if (!dialog) {
    flash.tabIndex = -1
    flash.focus()
    return
  }
  let box = dialog.querySelector(':scope > .dialog-flash')
  if (!box) {
    box = document.createElement('div')
    box.className = 'dialog-flash'
    box.setAttribute('role', 'alert')
    box.tabIndex = -1
    dialog.prepend(box)
  }
  box.replaceChildren(...flash.childNodes)
  box.focus()
}

document.addEventListener('close', event => {
  if (!event.target.matches?.('dialog[data-remote]')) return
  event.target.replaceChildren()
  retitle()
  // The Enter that logged in may not press what was about to be pressed before.
  if (event.target.id === 'log-in') document.querySelector('dialog[open] [autofocus]')?.focus()
}, true)

document.addEventListener('click', event => {
  const closer = event.target.closest?.('dialog[data-remote] [data-close]')
  if (!closer) return
  event.preventDefault()
  closer.closest('dialog').close()
})
