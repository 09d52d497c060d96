// A text field that finds while typing (ARIA practices: combobox with a list).
// The server answers the options; focus never leaves the field. Choosing one
// writes its id into the hidden <name>_id beside it and fires change; typing
// clears that id, and the server looks the text up. An option with data-href goes
// there instead. data-opens opens an empty field's list as soon as it has the focus.

const inputOf = element => element.closest?.('[data-combobox]')?.querySelector('[role=combobox]')
const listOf = input => document.getElementById(input.getAttribute('aria-controls'))
// what opens: the list, or what stands around it with a heading and the like
const popupOf = input => listOf(input).closest('[data-popup]') ?? listOf(input)
const marked = input => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')
const isOpen = input => input.getAttribute('aria-expanded') === 'true'

function idOf(input) {
  return input.closest('[data-combobox]').querySelector(`input[type=hidden][name="${input.name}_id"]`)
}
function mark(input, option) {
  marked(input)?.setAttribute('aria-selected', 'false')
  option?.setAttribute('aria-selected', 'true')
  option?.scrollIntoView({ block: 'nearest' })
  if (option) input.setAttribute('aria-activedescendant', option.id)
  else input.removeAttribute('aria-activedescendant')
}
function show(input, open) {
  popupOf(input).hidden = !open
  input.setAttribute('aria-expanded', open)
  if (!open) mark(input, null)
}
// a list that was closed by Escape stays so until something is typed or asked for
const dismissed = new WeakSet()

function choose(input, option) {
  if (option.dataset.href) {
    show(input, false)
    location.assign(option.dataset.href)
    return
  }
  input.value = option.dataset.value
  const id = idOf(input)
  if (id) id.value = option.dataset.id
  show(input, false)
  input.dispatchEvent(new CustomEvent('htmx:abort'))
  told.set(input, input.value)
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

// The browser fires change once more when the field is left. What follows was
// asked for already, and its answer would come while the next field is in use.
const told = new WeakMap()
document.addEventListener('change', event => {
  if (event.isTrusted && told.get(event.target) === event.target.value) event.stopImmediatePropagation()
}, true)

function open(input) {
  dismissed.delete(input)
  htmx.trigger(input, 'open')
}

document.addEventListener('input', event => {
  if (event.target.role !== 'combobox') return
  dismissed.delete(event.target)
  told.delete(event.target)
  const id = idOf(event.target)
  if (id) id.value = ''
})

document.addEventListener('htmx:after:swap', event => {
  const input = inputOf(event.target)
  if (!input || !event.target.closest('[role=listbox], [data-popup]') && event.target !== input) return
  mark(input, null) // what was marked went with the former list
  show(input, !dismissed.has(input) && document.activeElement === input && !!popupOf(input).querySelector('li, p'))
})

document.addEventListener('keydown', event => {
  const input = event.target
  if (input.role !== 'combobox' || event.isComposing) return
  const options = [...listOf(input).querySelectorAll('[role=option]')]
  const at = options.indexOf(marked(input))
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      event.preventDefault()
      if (!isOpen(input)) open(input)
      else mark(input, options.at((event.key === 'ArrowDown' ? at + 1 : Math.max(at, 0) - 1) % options.length))
      break
    case 'Enter':
      if (!isOpen(input) || at < 0) return
      event.preventDefault()
      choose(input, options[at])
      break
    case 'Escape':
      dismissed.add(input)
      input.dispatchEvent(new CustomEvent('htmx:abort'))
      if (!isOpen(input)) return
      event.preventDefault()
      event.stopPropagation()
      show(input, false)
  }
})

document.addEventListener('focusin', event => {
  const input = event.target
  if (input.role === 'combobox' && input.hasAttribute('data-opens') && !input.value && !isOpen(input)) open(input)
})

document.addEventListener('click', event => {
  const input = event.target
  if (input.role === 'combobox' && !isOpen(input) && !input.readOnly) open(input)
})

// pointerdown comes before the field loses focus
document.addEventListener('pointerdown', event => {
  const option = event.target.closest?.('[data-combobox] [role=option]')
  if (!option || event.button) return
  event.preventDefault()
  choose(inputOf(option), option)
})

document.addEventListener('focusout', event => {
  const input = event.target
  if (input.role !== 'combobox') return
  input.dispatchEvent(new CustomEvent('htmx:abort'))
  show(input, false)
})
