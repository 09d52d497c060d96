// A button in a password's frame shows what was typed. It is hidden again before
// it is sent, so that the browser keeps it as a password.

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-reveal]')
  if (!button) return
  const field = document.getElementById(button.getAttribute('aria-controls'))
  const show = field.type === 'password'
  field.type = show ? 'text' : 'password'
  button.setAttribute('aria-pressed', show)
})

document.addEventListener('submit', event => {
  for (const button of event.target.querySelectorAll('[data-reveal][aria-pressed=true]')) button.click()
}, true)
