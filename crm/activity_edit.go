package crm

import (
	"slices"
	"strings"
	"time"
)

// MaxActivityText bounds an activity's text, in characters.
const MaxActivityText = 4_000

// Facts of an activity, as forms name them; company, contact, owner and completed
// are named as a sale's.
const (
	FieldKind  Field = "kind"
	FieldText  Field = "text"
	FieldOn    Field = "on"
	FieldStart Field = "start"
	FieldEnd   Field = "end"
	FieldSort  Field = "document_kind"
	FieldWeb   Field = "web"
)

// FollowUpKinds are the kinds of follow-ups, in the order in which they are offered.
var FollowUpKinds = [...]ActivityKind{Appointment, PhoneCall, TaskKind}

// ActivityEdit is what somebody wants changed of an activity: what is nil stays.
type ActivityEdit struct {
	Kind       *ActivityKind
	Text       *string
	On         *Date
	Start, End *string // "14:30"; both empty for all day
	Owner      *User
	Company    *Company // the zero company takes it away; likewise the contact
	Contact    *Contact
	Sort       *ValueID // of a document: a value of DocumentKinds, or none
	Web        *string  // of a document: where it is
	File       *File    // of a document: what was uploaded, and passed CheckFile
}

// NewFollowUp is a follow-up of the sale as its form begins: for its company and
// contact, by who plans it, today.
func NewFollowUp(d Desk, s Sale) Activity {
	return Activity{
		Kind: TaskKind, On: d.Today, Owner: d.Actor.ID, Company: s.Company, Contact: s.Contact,
		Sale: s.ID, Home: Home{Sale: s.ID},
	}
}

// FollowUpOfStall is the follow-up that is offered when the sale has stalled: to
// call on the day of re-opening.
func FollowUpOfStall(d Desk, s Sale, text string) Activity {
	a := NewFollowUp(d, s)
	a.Kind, a.On, a.Owner, a.Text = PhoneCall, s.Reopen, s.Owner, text
	return a
}

// NewDocument is a document of the sale as its form begins.
func NewDocument(d Desk, s Sale) Activity {
	a := NewFollowUp(d, s)
	a.Kind = Document
	return a
}

// Edit applies the edit to an activity of the sale, and returns it as it would be
// with every rule that is broken. A completed follow-up is not edited.
func (a Activity) Edit(d Desk, s Sale, e ActivityEdit) (Activity, Problems) {
	if err := d.Actor.Allow(EditSale, s); err != nil {
		return a, Problems{err.(Error)}
	}
	var p Problems
	if a.IsClosed() {
		p = append(p, invalid("", "error.activity.completed"))
	}
	refuse := func(f Field, key string) { p = append(p, invalid(f, key)) }
	if e.Kind != nil && *e.Kind != a.Kind {
		if a.Kind == Document || !slices.Contains(FollowUpKinds[:], *e.Kind) {
			refuse(FieldKind, "error.value.unknown")
		} else {
			a.Kind = *e.Kind
		}
	}
	if e.Text != nil {
		if err, bad := setText(FieldText, &a.Text, strings.TrimSpace(*e.Text), MaxActivityText).(Error); bad {
			p = append(p, err)
		}
	}
	if e.On != nil {
		a.On = *e.On
	}
	if e.Start != nil {
		a.Start = *e.Start
	}
	if e.End != nil {
		a.End = *e.End
	}
	if e.Web != nil {
		a.Web = completeWeb(strings.TrimSpace(*e.Web))
	}
	if e.Sort != nil {
		if err, bad := d.choose(FieldSort, DocumentKinds, &a.Sort, *e.Sort).(Error); bad {
			p = append(p, err)
		}
	}
	if e.File != nil {
		a.File = *e.File
	}
	if e.Owner != nil && e.Owner.ID != a.Owner {
		if !e.Owner.CanOwn() {
			refuse(FieldOwner, "error.owner.unknown")
		} else {
			a.Owner = e.Owner.ID
		}
	}
	if e.Company != nil {
		if e.Company.ID != a.Company {
			a.Contact = ""
		}
		a.Company = e.Company.ID
	}
	if e.Contact != nil {
		switch c := *e.Contact; {
		case c.ID == "" || a.Company == "" || c.Company == a.Company || e.Company == nil:
			a.Contact = c.ID
			if c.Company != "" {
				a.Company = c.Company
			}
		default:
			p = append(p, invalid(FieldContact, "error.contact.other_company").with("contact", c.Name))
		}
	}
	for _, e := range a.problems() {
		if _, told := p.For(e.Field); !told {
			p = append(p, e)
		}
	}
	return a, p
}

// problems are the rules that the activity breaks as it is.
func (a Activity) problems() (p Problems) {
	refuse := func(f Field, key string) { p = append(p, invalid(f, key)) }
	switch {
	case strings.ContainsFunc(a.Text, visibleRune):
	case a.IsFollowUp():
		refuse(FieldText, "error.activity.text.required")
	default:
		refuse(FieldText, "error.title.required")
	}
	if a.On.IsZero() {
		refuse(FieldOn, "error.activity.on.required")
	}
	start, startOK := clock(a.Start)
	end, endOK := clock(a.End)
	switch {
	case !startOK:
		refuse(FieldStart, "error.time.wrong")
	case !endOK:
		refuse(FieldEnd, "error.time.wrong")
	case a.Start == "" && a.End != "":
		refuse(FieldStart, "error.activity.start.required")
	case a.End != "" && !end.After(start):
		refuse(FieldEnd, "error.activity.end.before_start")
	}
	if a.Kind == Document && a.Web == "" && a.File.IsZero() {
		refuse(FieldWeb, "error.document.web.required")
	}
	if a.Web != "" && !isWeb(a.Web) {
		refuse(FieldWeb, "error.document.web.wrong")
	}
	return p
}

// clock reads "14:30"; empty text is no time, and right.
func clock(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse("15:04", text)
	return at, err == nil && len(text) == len("15:04")
}

// Complete ticks the activity of the sale off, or un-ticks it. A document is made
// completed and stays so.
func (a Activity) Complete(d Desk, s Sale, done bool, at time.Time) (Activity, error) {
	switch err := d.Actor.Allow(EditSale, s); {
	case err != nil:
		return a, err
	case done == a.Done():
		return a, nil
	case !done && a.Kind == Document:
		return a, invalid(FieldCompleted, "error.document.completed")
	}
	a.Completed = time.Time{}
	if done {
		a.Completed = at.UTC().Truncate(time.Millisecond)
	}
	return a, nil
}

// AllowDeleting returns nil where the actor may delete the activity of the sale:
// their own of a sale that they may edit, and any of one that they may delete.
func (a Activity) AllowDeleting(d Desk, s Sale) error {
	if err := d.Actor.Allow(EditSale, s); err != nil {
		return err
	}
	if a.Owner == d.Actor.ID || a.By.User == d.Actor.ID || d.Actor.May(DeleteSale, s) {
		return nil
	}
	return Error{Kind: Forbidden, Key: "error.forbidden.delete_activity", Act: DeleteActivity}
}

// Saved returns the activity as this save of it is kept: a version on, by whom and
// when. A document is completed by its first save.
func (a Activity) Saved(by User, at time.Time) Activity {
	a.Version++
	a.Updated = Stamp{by.ID, at.UTC().Truncate(time.Millisecond)}
	if a.Version == 1 {
		a.By = a.Updated
		if a.Kind == Document {
			a.Completed = a.Updated.At
		}
	}
	return a
}
