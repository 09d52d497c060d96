// <form data-keep> is one that asks, and saves nothing: switching the language keeps
// what was filled in, by taking it along in the address to come back to.

const snapshot = form => String(new URLSearchParams(new FormData(form)))
const clean = new WeakMap()

function remember() {
  const form = document.querySelector('form[data-keep]')
  if (form && !clean.has(form)) clean.set(form, snapshot(form))
}
remember()
document.addEventListener('htmx:after:swap', remember)

document.addEventListener('submit', event => {
  const back = event.target.elements?.back
  const form = document.querySelector('form[data-keep]')
  if (!back || !form || !event.target.closest('.languages') || clean.get(form) === snapshot(form)) return
  back.value = `${form.getAttribute('action')}?apply=1&${snapshot(form)}`
}, true)
