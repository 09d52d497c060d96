package crm

// Win closes the sale as sold on the day, for the reason.
func (s *Sale) Win(d Desk, on Date, reason ValueID) error {
	return s.end(d, Sold, on, reason)
}

// Lose closes the sale as lost on the day, for the reason. The stage it was lost
// in stays known.
func (s *Sale) Lose(d Desk, on Date, reason ValueID) error {
	return s.end(d, Lost, on, reason)
}

func (s *Sale) end(d Desk, o Outcome, on Date, reason ValueID) error {
	if err := d.may(s); err != nil {
		return err
	}
	next := s.clone()
	next.close(d, o)
	if err := next.setClosed(d, on); err != nil {
		return err
	}
	if err := next.setReason(d, o, reason); err != nil {
		return err
	}
	*s = next
	return nil
}

// close sets the outcome. Coming from open the closing day is today; between
// sold and lost it stays, and reason and completed go. The mark Stalled goes.
func (s *Sale) close(d Desk, o Outcome) {
	if s.Outcome == o {
		return
	}
	if s.Outcome == Open {
		s.Closed, s.OpenProbability = d.Today, s.Probability
	}
	s.Outcome = o
	s.SoldReason, s.LostReason, s.Completed = "", "", false
	s.clearStalled()
	s.ProbabilityByHand = false
	s.Probability = 0
	if o == Sold {
		s.Probability = 100
	}
}

// openAgain re-opens a closed sale: completed, reason and closing day go; the
// expected day is the former one unless it has passed.
func (s *Sale) openAgain(d Desk) {
	if s.Outcome == Open {
		return
	}
	s.Outcome = Open
	s.Completed, s.Closed, s.SoldReason, s.LostReason = false, "", "", ""
	if s.Expected < d.Today {
		t, _ := d.Setup.Type(s.Type)
		s.Expected = d.Today.AddDays(t.Days)
	}
	s.Probability, s.OpenProbability = s.OpenProbability, 0 // where there is no stage to follow
	s.followStage(d.Setup)
}

// Fields are those that sales of the outcome have and others do not; sold and lost
// ones share the day and the tick.
func (o Outcome) Fields() []Field {
	switch o {
	case Sold:
		return []Field{FieldClosed, FieldSoldReason, FieldCompleted}
	case Lost:
		return []Field{FieldClosed, FieldLostReason, FieldCompleted}
	}
	return []Field{FieldExpected, FieldStalled, FieldReopen, FieldStalledReason}
}

// setClosed changes the closing day of a sold or lost sale; it can't be after today.
func (s *Sale) setClosed(d Desk, on Date) error {
	switch {
	case s.Outcome == Open:
		return invalid(FieldClosed, "error.closed.open")
	case on.IsZero():
		return invalid(FieldClosed, "error.date.required")
	case on > d.Today && on != s.Closed:
		return invalid(FieldClosed, "error.closed.future")
	}
	s.Closed = on
	return nil
}

// setReason says why the sale was sold or lost: a value of that outcome's list.
func (s *Sale) setReason(d Desk, o Outcome, reason ValueID) error {
	field, list, at := FieldSoldReason, SoldReasons, &s.SoldReason
	if o == Lost {
		field, list, at = FieldLostReason, LostReasons, &s.LostReason
	}
	if s.Outcome != o {
		return invalid(field, "error.reason.outcome")
	}
	return d.choose(field, list, at, reason)
}

// Stall marks an open sale as stalled until a day, for a reason.
func (s *Sale) Stall(d Desk, until Date, reason ValueID) error {
	if err := d.may(s); err != nil {
		return err
	}
	next := s.clone()
	if err := next.markStalled(); err != nil {
		return err
	}
	if err := next.setReopen(d, until); err != nil {
		return err
	}
	if err := next.setStalledReason(d, reason); err != nil {
		return err
	}
	*s = next
	return nil
}

func (s *Sale) markStalled() error {
	if s.Outcome != Open {
		return invalid(FieldStalled, "error.stalled.closed")
	}
	s.Stalled = true
	return nil
}

// setReopen sets when a stalled sale is looked at again: not before today, unless the
// sale is brought in from elsewhere.
func (s *Sale) setReopen(d Desk, on Date) error {
	switch {
	case !s.Stalled:
		return invalid(FieldReopen, "error.reopen.not_stalled")
	case on.IsZero():
		return invalid(FieldReopen, "error.reopen.required")
	case on < d.Today && on != s.Reopen && !d.MovingIn:
		return invalid(FieldReopen, "error.reopen.past")
	}
	s.Reopen = on
	return nil
}

// setStalledReason says why a stalled sale can't go on.
func (s *Sale) setStalledReason(d Desk, reason ValueID) error {
	if !s.Stalled {
		return invalid(FieldStalledReason, "error.reopen.not_stalled")
	}
	return d.choose(FieldStalledReason, StalledReasons, &s.StalledReason, reason)
}

// Resume takes the mark Stalled off, with its day and reason.
func (s *Sale) Resume(d Desk) error {
	if err := d.may(s); err != nil {
		return err
	}
	s.clearStalled()
	return nil
}

// IsDue tells that the sale has stalled and the day has come to re-open it.
func (s Sale) IsDue(today Date) bool { return s.Stalled && s.Reopen <= today }

func (s *Sale) clearStalled() { s.Stalled, s.Reopen, s.StalledReason = false, "", "" }

// SetCompleted ticks or unticks Completed, which only a sold or lost sale has.
func (s *Sale) SetCompleted(d Desk, done bool) error {
	if err := d.may(s); err != nil {
		return err
	}
	if done && s.Outcome == Open {
		return invalid(FieldCompleted, "error.completed.open")
	}
	s.Completed = done
	return nil
}

// choose puts a value of a list in place. Empty takes it away; a retired value
// can stay, not be chosen anew.
func (d Desk) choose(f Field, list List, at *ValueID, id ValueID) error {
	if id == "" || id == *at {
		*at = id
		return nil
	}
	v, ok := d.Setup.Value(list, id)
	switch {
	case !ok:
		return invalid(f, "error.value.unknown")
	case v.Retired:
		return invalid(f, "error.value.retired").with("value", v.Name)
	}
	*at = id
	return nil
}
