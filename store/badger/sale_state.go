package badger

import "verkoop/crm"

// state is where a sale stands, in keys: open ones never need passing by to come to
// closed ones. Only closed sales are completed and only open ones stalled; the
// domain sees to that.
type state byte

const (
	stateOpen      state = '0'
	stateStalled   state = '1'
	stateClosed    state = '2' // sold or lost, not completed
	stateCompleted state = '3'
)

var allStates = [...]state{stateOpen, stateStalled, stateClosed, stateCompleted}

func stateOf(s *crm.Sale) state {
	switch {
	case s.Completed:
		return stateCompleted
	case s.Outcome == crm.Sold || s.Outcome == crm.Lost:
		return stateClosed
	case s.Stalled:
		return stateStalled
	}
	return stateOpen
}

// states is a set of them.
type states uint8

func (s state) bit() states         { return 1 << (s - stateOpen) }
func (s states) has(one state) bool { return s&one.bit() != 0 }

const everyState states = 0b1111
