// Enter begins a line in a text of several; with Ctrl or ⌘ it saves, as Enter does in
// a text of one line.

document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || !event.target.matches?.('textarea')) return
  const save = [...event.target.form?.elements ?? []].find(control => control.type === 'submit')
  if (!save) return
  event.preventDefault()
  save.click()
})
