// <button data-copy="id"> copies the text of that field and says so. On a plain
// http address browsers refuse the clipboard; the older way is tried then, and
// else the text is at least selected.

document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-copy]')
  if (!button) return
  const field = document.getElementById(button.dataset.copy)
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    if (!document.execCommand('copy')) return field.focus()
  }
  const words = button.querySelector('span')
  const said = document.createElement('span')
  said.className = 'visually-hidden'
  words.textContent = said.textContent = button.dataset.copied
  document.getElementById('status')?.replaceChildren(said)
})
