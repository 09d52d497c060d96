// Tabs: links that show one of several panels of the page without asking the
// server. Listens on document, so that swapped content needs no binding.
// <div role="tablist" data-tabs="tab"> names the address parameter they keep.

function select(tab) {
  const list = tab.closest('[data-tabs]')
  for (const other of list.querySelectorAll('[role=tab]')) {
    const on = other === tab
    other.setAttribute('aria-selected', on)
    other.tabIndex = on ? 0 : -1
    document.getElementById(other.getAttribute('aria-controls'))?.toggleAttribute('data-active', on)
  }
  const kept = tab.closest('article')?.querySelector('[data-tab-field]')
  if (kept && list.dataset.tabs === 'tab') kept.value = tab.dataset.key
  const url = new URL(location)
  url.searchParams.set(list.dataset.tabs, tab.dataset.key)
  url.hash = ''
  history.replaceState(history.state, '', url) // its state is htmx's own: without it Back shows old content
  tab.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

// Show the panel that the element is on, then focus it.
function go(element) {
  const panel = element.closest('[role=tabpanel]')
  if (panel && !panel.hasAttribute('data-active')) select(document.getElementById(panel.getAttribute('aria-labelledby')))
  element.scrollIntoView({ block: 'center' })
  element.focus({ preventScroll: true })
}

document.addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  const tab = event.target.closest?.('[data-tabs] [role=tab]')
  if (tab) {
    event.preventDefault()
    select(tab)
    return
  }
  // links of the error summary and beside Save
  const link = event.target.closest?.(':is(form, .problem) a[href^="#"]')
  const target = link && document.getElementById(link.getAttribute('href').slice(1))
  if (target) {
    event.preventDefault()
    go(target)
  }
})

document.addEventListener('keydown', event => {
  const tab = event.target.closest?.('[data-tabs] [role=tab]')
  if (!tab || event.ctrlKey || event.metaKey || event.altKey) return
  const tabs = [...tab.closest('[data-tabs]').querySelectorAll('[role=tab]')]
  const at = tabs.indexOf(tab)
  const next = {
    ArrowLeft: tabs.at(at - 1),
    ArrowRight: tabs[(at + 1) % tabs.length],
    Home: tabs[0],
    End: tabs.at(-1),
    ' ': tab,
  }[event.key]
  if (!next) return
  event.preventDefault()
  select(next)
  next.focus()
})

// The pencil and Cancel stay on the tab that is shown, and keep what stands below the card.
document.addEventListener('htmx:config:request', event => {
  const { ctx } = event.detail
  if (!ctx.sourceElement.matches?.('[data-keep-tab]')) return
  const tab = document.querySelector('[data-tabs=tab] [role=tab][aria-selected=true]')
  if (!tab) return
  const url = new URL(ctx.request.action, location)
  url.searchParams.set('tab', tab.dataset.key)
  for (const [name, value] of new URL(location).searchParams) {
    if (name === 'section' || name === 'stage') url.searchParams.set(name, value)
  }
  ctx.request.action = url.pathname + url.search
})

// A dimmed Save goes to what is missing, however the form is submitted. If
// something was written there since, the server decides.
document.addEventListener('submit', event => {
  const save = event.target.querySelector('[aria-disabled=true][data-goto]')
  if (!save || event.submitter?.hasAttribute('formaction')) return
  const missing = document.getElementById(save.dataset.goto)
  if (!missing || missing.value?.trim() && missing.type !== 'radio') return
  event.preventDefault()
  event.stopImmediatePropagation()
  go(missing)
}, true)

// A page that answers a form (another language, no other address) does not say in
// its address which tab is open.
for (const list of document.querySelectorAll('[data-tabs=tab]')) {
  const open = list.querySelector('[aria-selected=true]')
  const url = new URL(location)
  if (!open || open === list.firstElementChild || url.searchParams.has('tab')) continue
  url.searchParams.set('tab', open.dataset.key)
  history.replaceState(history.state, '', url)
}
