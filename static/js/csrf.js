// After logging in again in a dialog the page goes on with a new token (HTMX.md, 6);
// another person gets a page of their own.
document.addEventListener('app:csrf', event => {
  const { token, user } = event.detail
  if (user && user !== document.body.dataset.user) { // what is on the page was somebody else's to see
    for (const form of document.querySelectorAll('form[data-guard]')) form.removeAttribute('data-guard')
    return location.reload()
  }
  document.body.setAttribute('hx-headers:inherited', JSON.stringify({ 'X-CSRF-Token': token }))
  for (const input of document.querySelectorAll('input[name=_csrf]')) input.value = token
})
