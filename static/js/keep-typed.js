// Switching the language loads the page anew; what was typed in its forms is kept
// for that, in this tab only. The sale's form does without: the server writes its
// figures in the other language.

const store = 'typed'
const fields = () => document.querySelectorAll('main form :is(input, select, textarea)[name]')
const kept = field => !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type) || field.name === 'form_lang'
const value = field => ['checkbox', 'radio'].includes(field.type) ? field.checked : field.value
const initial = field => field.type === 'checkbox' || field.type === 'radio' ? field.defaultChecked
  : field.tagName === 'SELECT' ? [...field.options].find(o => o.defaultSelected)?.value ?? field.options[0]?.value : field.defaultValue

document.addEventListener('submit', event => {
  if (new URL(event.target.action, location).pathname !== '/language') return
  const list = [...fields()].filter(kept)
  if (!list.some(field => value(field) !== initial(field))) return
  sessionStorage.setItem(store, JSON.stringify({ path: location.pathname, values: list.map(field => [field.name, value(field)]) }))
})

const text = sessionStorage.getItem(store)
sessionStorage.removeItem(store)
const typed = text && JSON.parse(text)
if (typed?.path === location.pathname) {
  const list = [...fields()].filter(kept)
  // the same page has the same fields; another one gets nothing
  if (list.length === typed.values.length && list.every((field, i) => field.name === typed.values[i][0])) {
    list.forEach((field, i) => {
      if (typeof typed.values[i][1] === 'boolean') field.checked = typed.values[i][1]
      else field.value = typed.values[i][1]
    })
  }
}
