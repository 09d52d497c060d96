// Things in an order: [data-order] holds them, each is dragged by its [data-grip].
// Where it was let go, the form is sent with the order as it stands; in
// data-order="here" it is only kept on the page, until the form is saved, and the
// buttons need no server either. The buttons do the same for the keyboard.

let dragged = null
let before = '' // the order when dragging began
let home = null // what it stood before then

const container = element => element.closest('[data-order]')
const order = list => [...list.children].map(item => item.querySelector('input[type=hidden]').value).join(' ')

// Who can't see it hears where it came to stand.
function announce(item) {
  const list = container(item)
  const place = [...list.children].indexOf(item) + 1
  document.getElementById('status').innerHTML = ''
  const said = document.createElement('span')
  said.className = 'visually-hidden'
  said.textContent = `${item.dataset.name}: ${place} / ${list.children.length}`
  document.getElementById('status').append(said)
}

// The first can't go up, and the last not down.
function settle(list) {
  for (const item of list.children) {
    for (const [name, end] of [['up', list.firstElementChild], ['down', list.lastElementChild]]) {
      const button = item.querySelector(`[name=${name}]`)
      if (item === end) button?.setAttribute('aria-disabled', 'true')
      else button?.removeAttribute('aria-disabled')
    }
  }
}

document.addEventListener('pointerdown', event => {
  const grip = event.target.closest?.('[data-grip]')
  if (!grip || event.button) return
  event.preventDefault()
  dragged = [...container(grip).children].find(item => item.contains(grip))
  before = order(container(grip))
  home = dragged.nextElementSibling
  dragged.classList.add('is-dragged')
  grip.setPointerCapture(event.pointerId)
})

document.addEventListener('pointermove', event => {
  if (!dragged) return
  const list = container(dragged)
  for (const other of list.children) {
    const box = other.getBoundingClientRect()
    if (other === dragged || event.clientY < box.top || event.clientY > box.bottom) continue
    const below = other.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_PRECEDING
    const middle = box.top + box.height / 2
    if (below && event.clientY > middle) other.after(dragged)
    else if (!below && event.clientY < middle) other.before(dragged)
    break
  }
})

function drop() {
  if (!dragged) return
  const item = dragged
  const list = container(item)
  dragged = null
  item.classList.remove('is-dragged')
  settle(list)
  if (order(list) === before) return
  announce(item)
  if (list.dataset.order !== 'here') list.closest('form').requestSubmit()
}
document.addEventListener('pointerup', drop)
document.addEventListener('pointercancel', () => {
  if (dragged) container(dragged).insertBefore(dragged, home)
  drop()
})

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-order] :is([name=up], [name=down])')
  if (!button) return
  if (button.getAttribute('aria-disabled') === 'true') return event.preventDefault()
  const list = container(button)
  if (list.dataset.order !== 'here') return
  event.preventDefault()
  const item = [...list.children].find(item => item.contains(button))
  if (button.name === 'up') item.previousElementSibling?.before(item)
  else item.nextElementSibling?.after(item)
  settle(list)
  button.focus()
  announce(item)
})
