// Going back to what is not there any more shows that page whole: htmx would swap it
// into the page that one comes from, as it does with other refusals (shared/_head).
document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail
  if (!ctx.request?.headers?.['HX-History-Restore-Request'] || ctx.response?.raw?.ok !== false) return
  event.preventDefault()
  location.reload()
})
