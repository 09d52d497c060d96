package crm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"
)

// Bounds of the texts of a sale, in characters.
const (
	MaxTitle       = 219
	MaxDescription = 10_000
	MaxNote        = 100_000
	MaxLinks       = 50
	maxLinkText    = 219
)

// SaleEdit is what somebody wants changed: what is nil stays, or follows from
// what is given. Of Cost, Profit and Percentage at most one is given.
type SaleEdit struct {
	Title, Description, Note *string
	Currency                 *string
	Amount, Cost, Profit     *currency.Amount
	Percentage               *string // a decimal: "35.67"
	Type                     *TypeID
	Stage                    *StageChoice
	Probability              *int
	Expected, Closed, Reopen *Date
	SoldReason, LostReason   *ValueID
	StalledReason            *ValueID
	Completed, Stalled       *bool
	Company                  *Company // the zero company takes it away; likewise below
	Contact                  *Contact
	Project                  *Project
	Owner                    *User
	Visible                  *Visibility
	Source                   *ValueID
	Competitor, Credited     *ValueID
	Links                    *[]Link
}

// step is one fact of an edit: whether it is given, and the verb that does it.
// The order is that in which the verbs run: what others follow from comes first.
type step struct {
	field Field
	given bool
	do    func(*Sale) error
}

func (e SaleEdit) steps(d Desk) []step {
	return []step{
		{FieldTitle, e.Title != nil, func(s *Sale) error { return s.setTitle(*e.Title) }},
		{FieldType, e.Type != nil, func(s *Sale) error { return s.ChangeType(d, *e.Type) }},
		{FieldStage, e.Stage != nil, func(s *Sale) error { return s.Choose(d, *e.Stage) }},
		{FieldProbability, e.Probability != nil && !e.closes(), func(s *Sale) error { return s.SetProbability(d, *e.Probability) }},
		{FieldExpected, e.Expected != nil, func(s *Sale) error { return s.setExpected(*e.Expected) }},
		{FieldClosed, e.Closed != nil, func(s *Sale) error { return s.setClosed(d, *e.Closed) }},
		{FieldSoldReason, e.SoldReason != nil, func(s *Sale) error { return s.setReason(d, Sold, *e.SoldReason) }},
		{FieldLostReason, e.LostReason != nil, func(s *Sale) error { return s.setReason(d, Lost, *e.LostReason) }},
		{FieldCompleted, e.Completed != nil, func(s *Sale) error { return s.SetCompleted(d, *e.Completed) }},
		{FieldStalled, e.Stalled != nil, func(s *Sale) error {
			if *e.Stalled {
				return s.markStalled()
			}
			return s.Resume(d)
		}},
		{FieldReopen, e.Reopen != nil, func(s *Sale) error { return s.setReopen(d, *e.Reopen) }},
		{FieldStalledReason, e.StalledReason != nil, func(s *Sale) error { return s.setStalledReason(d, *e.StalledReason) }},
		{FieldCompany, e.Company != nil, func(s *Sale) error { s.setCompany(*e.Company); return nil }},
		{FieldContact, e.Contact != nil, func(s *Sale) error { return s.setContact(*e.Contact, e.Company != nil) }},
		{FieldProject, e.Project != nil, func(s *Sale) error { s.Project = e.Project.ID; return nil }},
		{FieldVisible, e.Visible != nil, func(s *Sale) error { return s.SetVisible(d, *e.Visible) }},
		{FieldOwner, e.Owner != nil, func(s *Sale) error { return s.HandOver(d, *e.Owner) }},
		{FieldDescription, e.Description != nil, func(s *Sale) error {
			return setText(FieldDescription, &s.Description, *e.Description, MaxDescription)
		}},
		{FieldCurrency, e.Currency != nil, func(s *Sale) error { return s.setCurrency(d.Setup, *e.Currency) }},
		{FieldAmount, e.Amount != nil, func(s *Sale) error { return s.setAmount(*e.Amount) }},
		{FieldCost, e.Cost != nil, func(s *Sale) error { return s.setCost(*e.Cost) }},
		{FieldProfit, e.Profit != nil, func(s *Sale) error { return s.setProfit(*e.Profit) }},
		{FieldPercentage, e.Percentage != nil, func(s *Sale) error { return s.setPercentage(*e.Percentage) }},
		{FieldSource, e.Source != nil, func(s *Sale) error { return d.choose(FieldSource, Sources, &s.Source, *e.Source) }},
		{FieldCompetitor, e.Competitor != nil, func(s *Sale) error {
			return d.choose(FieldCompetitor, Competitors, &s.Competitor, *e.Competitor)
		}},
		{FieldCredited, e.Credited != nil, func(s *Sale) error {
			return d.choose(FieldCredited, CreditedTo, &s.Credited, *e.Credited)
		}},
		{FieldNote, e.Note != nil, func(s *Sale) error { return setText(FieldNote, &s.Note, *e.Note, MaxNote) }},
		{FieldLinks, e.Links != nil, func(s *Sale) error { return s.setLinks(*e.Links) }},
	}
}

// closes tells that the edit makes the sale sold or lost, which decides the
// probability.
func (e SaleEdit) closes() bool {
	return e.Stage != nil && (*e.Stage == ChooseSold || *e.Stage == ChooseLost)
}

// Given lists the fields that the edit changes by itself.
func (e SaleEdit) Given() []Field {
	var out []Field
	for _, st := range e.steps(Desk{}) {
		if st.given {
			out = append(out, st.field)
		}
	}
	return out
}

// Edit applies the edit, and returns the sale as it would be with all that
// follows. A change that a rule forbids is left out and reported among the
// problems, with every mandatory field that is empty then.
//
// It asks the rights table first: who may not edit the sale gets that as the one
// problem, and the sale as it is.
func (s Sale) Edit(d Desk, e SaleEdit) (Sale, Problems) {
	if err, refused := d.may(&s).(Error); refused {
		return s, Problems{err}
	}
	after := s.clone()
	var problems Problems
	for _, st := range e.steps(d) {
		if !st.given {
			continue
		}
		if err, bad := st.do(&after).(Error); bad {
			problems = append(problems, err)
		}
	}
	for _, missing := range after.Missing() {
		if _, told := problems.For(missing.Field); !told {
			problems = append(problems, missing)
		}
	}
	return after, problems
}

// Missing are the mandatory fields that are empty, in the order of the form.
func (s Sale) Missing() Problems {
	var p Problems
	need := func(f Field, empty bool, key string) {
		if empty {
			p = append(p, invalid(f, key))
		}
	}
	need(FieldTitle, s.Title == "", "error.title.required")
	need(FieldType, s.Type == "", "error.type.required")
	if s.Outcome == Open {
		need(FieldExpected, s.Expected.IsZero(), "error.date.required")
	} else {
		need(FieldClosed, s.Closed.IsZero(), "error.date.required")
	}
	need(FieldSoldReason, s.Outcome == Sold && s.SoldReason == "", "error.sold_reason.required")
	need(FieldLostReason, s.Outcome == Lost && s.LostReason == "", "error.lost_reason.required")
	need(FieldReopen, s.Stalled && s.Reopen.IsZero(), "error.reopen.required")
	need(FieldStalledReason, s.Stalled && s.StalledReason == "", "error.stalled_reason.required")
	need(FieldOwner, s.Owner == "", "error.owner.required")
	return p
}

// NewSale is what registering a sale begins with: the first type at its first
// stage, owned by whoever registers it and visible for everyone. It has no id,
// number or version yet.
func NewSale(d Desk) Sale {
	s := Sale{
		Outcome: Open, Visible: Everyone, Owner: d.Actor.ID, Group: d.Actor.Group,
		Amount: Zero(d.Setup.Organisation.Currency), Cost: Zero(d.Setup.Organisation.Currency),
	}
	for _, t := range d.Setup.Types {
		if !t.Retired {
			_ = s.ChangeType(d, t.ID) // can't fail: it is known and not retired
			break
		}
	}
	return s
}

// setTitle changes the title: 1 to MaxTitle characters after trimming, on one line.
func (s *Sale) setTitle(title string) error {
	title = strings.TrimSpace(title)
	if !strings.ContainsFunc(title, visibleRune) {
		return invalid(FieldTitle, "error.title.required")
	}
	if strings.ContainsAny(title, "\n\r") {
		return invalid(FieldTitle, "error.text.one_line")
	}
	return setText(FieldTitle, &s.Title, title, MaxTitle)
}

// visibleRune tells what can be seen from white space and marks without width.
func visibleRune(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }

// setExpected changes when the sale is expected to close.
func (s *Sale) setExpected(on Date) error {
	if on.IsZero() {
		return invalid(FieldExpected, "error.date.required")
	}
	s.Expected = on
	return nil
}

// setCompany chooses the company, or none. A contact belongs to one company, so
// that of the former one goes.
func (s *Sale) setCompany(c Company) {
	if c.ID != s.Company {
		s.Company, s.Contact = c.ID, ""
	}
}

// setContact chooses the contact and fills in its company. Where the company is
// chosen in the same breath, a contact of another company is refused.
func (s *Sale) setContact(c Contact, companyGiven bool) error {
	if c.Company != "" && c.Company != s.Company {
		if companyGiven {
			return invalid(FieldContact, "error.contact.other_company").with("contact", c.Name)
		}
		s.Company = c.Company
	}
	s.Contact = c.ID
	return nil
}

// HandOver gives the sale to another owner, if the actor may.
func (s *Sale) HandOver(d Desk, to User) error {
	switch {
	case to.ID == s.Owner:
		return nil
	case !d.Actor.May(HandOverSale, *s):
		return Error{Kind: Forbidden, Field: FieldOwner, Key: "error.forbidden.hand_over_sale", Act: HandOverSale}
	case !to.CanOwn():
		return invalid(FieldOwner, "error.owner.unknown")
	}
	s.Owner, s.Group = to.ID, to.Group
	return nil
}

// Regroup brings the sale into the group that its owner is in now.
func (s *Sale) Regroup(owner User) {
	if owner.ID == s.Owner {
		s.Group = owner.Group
	}
}

// SetVisible says for whom the sale is visible, if the actor may.
func (s *Sale) SetVisible(d Desk, v Visibility) error {
	switch {
	case v == s.Visible:
		return nil
	case !slices.Contains(Visibilities[:], v):
		return invalid(FieldVisible, "error.value.unknown")
	case !d.Actor.May(HandOverSale, *s):
		return Error{Kind: Forbidden, Field: FieldVisible, Key: "error.forbidden.hand_over_sale", Act: HandOverSale}
	}
	s.Visible = v
	return nil
}

// setLinks replaces the links: at most MaxLinks, each a web address (http or
// https) or another sale. A problem of one of them has its place, from 1, as the
// argument "line".
func (s *Sale) setLinks(links []Link) error {
	if len(links) > MaxLinks {
		return invalid(FieldLinks, "error.links.too_many").with("max", MaxLinks)
	}
	links = slices.Clone(links)
	for i := range links {
		l := &links[i]
		l.URL = completeWeb(l.URL)
		if err, bad := l.check(s.Number).(Error); bad {
			return err.with("line", i+1)
		}
	}
	s.Links = links
	return nil
}

func (l Link) check(own SaleNumber) error {
	if l.Sale != 0 {
		if l.Sale == own {
			return invalid(FieldLinks, "error.links.itself")
		}
	} else if !isWeb(l.URL) {
		return invalid(FieldLinks, "error.links.address").with("address", l.URL)
	}
	var text string
	return setText(FieldLinks, &text, l.Text, maxLinkText)
}

// setText takes a text of at most max characters: UTF-8 without control
// characters other than line ends and tabs.
func setText(f Field, at *string, text string, max int) error {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !utf8.ValidString(text) {
		return invalid(f, "error.text.unreadable")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return invalid(f, "error.text.unreadable")
	}
	if n := utf8.RuneCountInString(text); n > max {
		return invalid(f, "error.text.too_long").with("max", max).with("over", n-max)
	}
	*at = text
	return nil
}
