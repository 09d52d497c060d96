// The consequence preview above Save. In small windows it is folded to one line
// until the user opens it, and stays as the user left it while it is swapped.
// What it says in short is announced when it changes.

let open = null // as the user left it; null: not touched
let said = ''

function arrange() {
  const strip = document.querySelector('details[data-strip]')
  if (strip) strip.open = open ?? (innerWidth >= 768 && innerHeight >= 640)
  const words = strip?.querySelector('.strip-folded')?.textContent ?? ''
  if (words !== said && words) {
    const short = document.createElement('span')
    short.className = 'visually-hidden'
    short.textContent = words
    document.getElementById('status')?.replaceChildren(short)
  }
  said = words
}
arrange()
document.addEventListener('htmx:after:swap', arrange)
document.addEventListener('click', event => {
  const head = event.target.closest?.('details[data-strip] > summary')
  if (head) open = !head.parentElement.open
})
