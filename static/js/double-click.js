// The second click of a double click belongs to what the first one pressed. Where
// the answer has put something else under the pointer meanwhile, it does nothing.

let pressed = null

document.addEventListener('click', event => {
  if (event.detail > 1 && pressed && !pressed.isConnected) {
    event.preventDefault()
    event.stopPropagation()
    return
  }
  pressed = event.target
}, true)
