// Fields that follow from each other. The server computes; this keeps a late
// answer from writing over newer input (HTMX.md, 3).
// An answer that came too late is lost, so the next request says which fields it
// has to speak for as well: the hidden field "pending".
// <div data-linked> holds the fields, [data-live] is one that asks the server.

const money = ['amount', 'cost', 'profit', 'percentage']
const typed = new WeakMap() // per set of fields: how often something was typed

const setOf = element => element?.closest?.('[data-linked]')
const bump = set => typed.set(set, (typed.get(set) ?? 0) + 1)
const waiting = new WeakMap() // per set of fields: what is to be asked anew
const isLive = ctx => ctx.request?.method !== 'GET' && ctx.sourceElement?.closest?.('[data-live]')

document.addEventListener('input', event => {
  const set = setOf(event.target)
  if (!set || !event.target.closest('[data-live]')) return
  bump(set)
  if (waiting.has(set)) askLater(set)
  const { driver, pending, left } = event.target.form?.elements ?? {}
  if (left) left.value = ''
  if (driver && money.includes(event.target.name)) driver.value = event.target.name
  if (pending && !pending.value.split(' ').includes(event.target.name)) pending.value += ' ' + event.target.name
}, true)

// What can't be read is told once the field is left; while it is being typed it
// may still become a number.
document.addEventListener('change', event => {
  const left = event.target.closest?.('[data-live]') && event.target.form?.elements.left
  if (left) left.value = event.target.name
}, true)

// What is on its way when the form is sent may not change what comes back.
document.addEventListener('submit', event => {
  for (const set of event.target.querySelectorAll('[data-linked]')) bump(set)
}, true)

document.addEventListener('htmx:before:request', event => {
  const { ctx } = event.detail
  if (!isLive(ctx)) return
  const set = setOf(ctx.sourceElement)
  ctx.typed = typed.get(set) ?? 0
  clearTimeout(waiting.get(set)) // this one asks for all
  waiting.delete(set)
})

document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail
  if (ctx.typed === undefined) return
  const set = setOf(ctx.sourceElement)
  if (ctx.typed !== (typed.get(set) ?? 0)) {
    askLater(set)
    return event.preventDefault()
  }
  const pending = ctx.response.status < 400 && set.closest('form')?.elements.pending
  if (pending) pending.value = '' // this answer holds what followed from all of them
})

// ask asks what follows from what was not answered yet, but for the field given.
const ask = (form, but) => form?.elements.pending?.value.split(' ').map(name => form.elements[name])
  .findLast(field => field?.dispatchEvent && field !== but)
  ?.dispatchEvent(new Event('change', { bubbles: true }))

// An answer that came while somebody typed elsewhere is asked for anew at the first
// pause: a field that asks only when it is left would hold up what follows.
const askLater = set => {
  clearTimeout(waiting.get(set))
  waiting.set(set, setTimeout(() => {
    waiting.delete(set)
    ask(set.closest('form'), document.activeElement) // which may be half typed
  }, 400))
}

// Who logs in again on top of the page goes on with it: what was not answered
// meanwhile is asked for now.
document.addEventListener('app:csrf', () => setTimeout(() => {
  for (const form of document.forms) ask(form)
}))

// A button that goes with its answer (the way back to the stage's probability)
// leaves the focus to the field named by data-focus.
let next = null
document.addEventListener('click', event => {
  next = event.target.closest?.('[data-focus]')?.dataset.focus ?? null
})
document.addEventListener('htmx:after:swap', () => {
  if (next && document.activeElement === document.body) document.getElementById(next)?.focus()
})
