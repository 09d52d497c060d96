// <div data-multi>: several of a list. What is ticked stands in the frame as picks;
// a pick's button unticks it.

const pickOf = box => box.closest('[data-multi]').querySelector(`[data-for="${box.id}"]`)?.closest('.pick')

document.addEventListener('change', event => {
  const box = event.target
  if (box.type !== 'checkbox' || !box.closest('[data-multi]')) return
  const pick = pickOf(box)
  if (pick) pick.hidden = !box.checked
})
document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-multi] .pick-drop')
  if (!button) return
  const box = document.getElementById(button.dataset.for)
  box.checked = false
  box.dispatchEvent(new Event('change', { bubbles: true }))
  button.closest('[data-multi]').querySelector('summary').focus()
})
