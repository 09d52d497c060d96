// A date is text in the reader's own notation. Beside it a button opens the
// browser's calendar, and what is chosen there is written as text.

const textOf = element => element.closest('.frame').querySelector('.control')

document.addEventListener('click', event => {
  const button = event.target.closest?.('.date-pick')
  if (!button) return
  const native = button.nextElementSibling
  const [, day, month, year] = textOf(button).value.match(/^\s*(\d{1,2})\D(\d{1,2})\D(\d{4})\s*$/) ?? []
  native.value = year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : ''
  try { native.showPicker() } catch { textOf(button).focus() }
})

for (const kind of ['input', 'change']) {
  document.addEventListener(kind, event => {
    const native = event.target
    if (!native.matches?.('.date-native')) return
    event.stopImmediatePropagation() // the text field speaks for it
    if (kind === 'input' || !native.value) return
    const text = textOf(native)
    const mark = (text.form.elements.form_lang?.value ?? document.documentElement.lang) === 'en' ? '/' : '-'
    text.value = native.value.split('-').reverse().join(mark)
    text.focus()
    text.dispatchEvent(new Event('input', { bubbles: true }))
    text.dispatchEvent(new Event('change', { bubbles: true }))
  }, true)
}
