// Cards of a board are dragged to another column, [data-to]. Letting go there presses
// that button of the card's own menu, which the keyboard and fingers use.

let held = null // the card that is pressed on, and from when it moves

const columnAt = event => document.elementsFromPoint(event.clientX, event.clientY).map(e => e.closest('[data-to]')).find(Boolean)
const choice = (card, column) => column && [...card.querySelectorAll('[name=stage]')].find(button => button.value === column.dataset.to)

function mark(column) {
  document.querySelector('.is-over')?.classList.remove('is-over')
  column?.classList.add('is-over')
}

function letGo() {
  const { card, board, motion } = held
  held = null
  mark(null)
  motion?.cancel()
  card.classList.remove('is-dragged')
  board.classList.remove('is-dragging')
}

document.addEventListener('pointerdown', event => {
  const card = event.target.closest?.('[data-card]')
  if (!card || event.button || event.pointerType === 'touch' || event.target.closest('button, [popover]')) return
  const board = card.closest('[data-board]')
  held = { card, board, x: event.clientX + board.scrollLeft, y: event.clientY + scrollY, moves: false }
})

document.addEventListener('pointermove', event => {
  if (!held) return
  const { card, board } = held
  const x = event.clientX + board.scrollLeft - held.x
  const y = event.clientY + scrollY - held.y
  if (!held.moves) {
    if (Math.hypot(x, y) < 6) return
    held.moves = true
    held.motion = card.animate(null, { fill: 'forwards' }) // a style of its own would be one that swaps copy, which the policy forbids
    card.setPointerCapture(event.pointerId)
    card.classList.add('is-dragged')
    board.classList.add('is-dragging')
    getSelection().removeAllRanges()
  }
  held.motion.effect.setKeyframes({ translate: `${x}px ${y}px` })
  const box = board.getBoundingClientRect()
  if (event.clientX > box.right - 40) board.scrollLeft += 16
  if (event.clientX < box.left + 40) board.scrollLeft -= 16
  const column = columnAt(event)
  mark(choice(card, column) && column)
})

document.addEventListener('pointerup', event => {
  if (!held) return
  const { card, moves } = held
  const button = moves && choice(card, columnAt(event))
  letGo()
  if (!moves) return
  // The click that letting go ends in is none on the title; what is pressed next is.
  const next = new AbortController()
  const once = { capture: true, signal: next.signal }
  addEventListener('click', click => { click.preventDefault(); next.abort() }, once)
  for (const press of ['pointerdown', 'keydown']) addEventListener(press, () => next.abort(), once)
  if (!button) return
  card.querySelector('[popovertarget]').focus()
  button.form.requestSubmit(button)
})
document.addEventListener('pointercancel', () => held && letGo())
document.addEventListener('keydown', event => event.key === 'Escape' && held && letGo())
document.addEventListener('dragstart', event => event.target.closest?.('[data-card]') && event.preventDefault())

// The dialog gives the focus back to what had it: the menu's button.
document.addEventListener('htmx:before:request', event => event.detail.ctx.sourceElement.closest?.('.move-menu:popover-open')?.hidePopover())
