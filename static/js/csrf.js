// After logging in again in a dialog the page goes on with a new token (HTMX.md, 6).
document.addEventListener('app:csrf', event => {
  const { token } = event.detail
  document.body.setAttribute('hx-headers:inherited', JSON.stringify({ 'X-CSRF-Token': token }))
  for (const input of document.querySelectorAll('input[name=_csrf]')) input.value = token
})
