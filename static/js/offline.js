// A request that got no answer at all: say so, keep what was typed.
document.addEventListener('htmx:error', event => {
  const { ctx, error } = event.detail
  if (!ctx || ctx.response || error?.name === 'AbortError') return
  const notice = document.createElement('div')
  notice.className = 'problem'
  const words = document.createElement('p')
  words.textContent = document.body.dataset.offline
  notice.append(words)
  const flash = document.getElementById('flash')
  flash.replaceChildren(notice)
  document.addEventListener('htmx:after:swap', () => notice.remove(), { once: true })
})
