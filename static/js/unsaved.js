// Leaving a form with unsaved input asks first (HTMX.md, 8). <form data-guard>;
// data-dirty where the server rendered it with unsaved input in it.

const bookkeeping = new Set(['tab', '_csrf', 'version', 'driver', 'key', 'pending', 'left'])
const snapshot = form => JSON.stringify([...new FormData(form)].filter(([name]) => !bookkeeping.has(name)))
const guarded = () => document.querySelector('form[data-guard]')
const clean = new WeakMap()

function remember() {
  const form = guarded()
  if (form && !clean.has(form)) clean.set(form, form.hasAttribute('data-dirty') ? '' : snapshot(form))
}
function dirty() {
  const form = guarded()
  return form && clean.has(form) && clean.get(form) !== snapshot(form)
}
const ask = () => confirm(document.body.dataset.leave)

let leaving = false // by a submit, or by Cancel
let agreed = false // the question was answered for a step in the history
function away() {
  leaving = true
  setTimeout(() => leaving = false, 1000)
}

remember()
document.addEventListener('htmx:after:swap', remember)

// Buttons that the browser itself must send; htmx would take the form's own request.
document.addEventListener('submit', event => {
  if (event.submitter?.hasAttribute('data-native')) {
    event.stopPropagation()
    away()
  }
}, true)
document.addEventListener('submit', event => {
  if (!event.defaultPrevented && event.target === guarded()) away()
})

addEventListener('beforeunload', event => {
  if (!leaving && !agreed && dirty()) event.preventDefault()
})

// Cancel is the answer to the question.
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-discard]')) away()
}, true)

// A swap that would replace the form, and is not the form's own.
document.addEventListener('htmx:before:request', event => {
  const { ctx } = event.detail
  const form = guarded()
  const target = typeof ctx.target === 'string' ? document.querySelector(ctx.target) : ctx.target
  if (form && ctx.sourceElement !== form && target?.contains(form) && !leaving && !agreed && dirty() && !ask()) event.preventDefault()
})

// Back and Forward inside the page.
window.navigation?.addEventListener('navigate', event => {
  if (event.navigationType !== 'traverse' || !dirty()) return
  if (event.cancelable && !ask()) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  agreed = true
  setTimeout(() => agreed = false, 2000)
})
