// What a swapped page has to say once it is there: <p data-announce>.
document.addEventListener('htmx:after:swap', event => {
  const words = event.target.querySelector?.('[data-announce]')?.textContent
  if (!words) return
  const said = document.createElement('span')
  said.className = 'visually-hidden'
  said.textContent = words
  document.getElementById('status')?.replaceChildren(said)
})
