package crm

import "time"

// PartyKind is what sort of party something is.
type PartyKind string

const (
	CompanyParty PartyKind = "company"
	ContactParty PartyKind = "contact"
	ProjectParty PartyKind = "project"
)

// PartyKinds are all, in the order in which they are offered.
var PartyKinds = [...]PartyKind{CompanyParty, ContactParty, ProjectParty}

// FieldProjectKind is a project's kind: one of ProjectKinds.
const FieldProjectKind Field = "project_kind"

// Field is what a sale calls a party of the kind.
func (k PartyKind) Field() Field { return Field(k) }

// Fields are the facts of a party of the kind, in the order of the form.
func (k PartyKind) Fields() []Field {
	switch k {
	case CompanyParty:
		return []Field{FieldName, FieldCity, FieldKvK, FieldEmail, FieldPhone, FieldWebsite}
	case ContactParty:
		return []Field{FieldName, FieldCompany, FieldPosition, FieldEmail, FieldPhone}
	case ProjectParty:
		return []Field{FieldName, FieldCompany, FieldProjectKind}
	}
	return nil
}

// PartyRef names a party.
type PartyRef struct {
	Kind PartyKind `json:"kind"`
	ID   string    `json:"id"`
}

// Party is a company, a contact or a project, where all three are treated alike: its
// facts are texts by field; records and list values their ids.
type Party struct {
	PartyRef
	Version    uint64
	Registered Stamp
	Updated    Stamp
	facts      map[Field]string
}

// NewParty is a party that has no id and no facts yet.
func NewParty(k PartyKind) Party { return Party{PartyRef: PartyRef{Kind: k}} }

// Get is the fact; empty where there is none.
func (p Party) Get(f Field) string { return p.facts[f] }

// With is the party with that fact.
func (p Party) With(f Field, text string) Party {
	facts := make(map[Field]string, len(p.facts)+1)
	for k, v := range p.facts {
		facts[k] = v
	}
	facts[f] = text
	p.facts = facts
	return p
}

// Name is what it is called.
func (p Party) Name() string { return p.Get(FieldName) }

// Company is the one that a contact or project belongs to.
func (p Party) Company() CompanyID { return CompanyID(p.Get(FieldCompany)) }

// Party is the company as one.
func (c Company) Party() Party {
	return Party{PartyRef{CompanyParty, string(c.ID)}, c.Version, c.Registered, c.Updated, map[Field]string{
		FieldName: c.Name, FieldCity: c.City, FieldKvK: c.KvK, FieldEmail: c.Email, FieldPhone: c.Phone, FieldWebsite: c.Web}}
}

// Party is the contact as one.
func (c Contact) Party() Party {
	return Party{PartyRef{ContactParty, string(c.ID)}, c.Version, c.Registered, c.Updated, map[Field]string{
		FieldName: c.Name, FieldCompany: string(c.Company), FieldPosition: c.Position, FieldEmail: c.Email, FieldPhone: c.Phone}}
}

// Party is the project as one.
func (p Project) Party() Party {
	return Party{PartyRef{ProjectParty, string(p.ID)}, p.Version, p.Registered, p.Updated, map[Field]string{
		FieldName: p.Name, FieldCompany: string(p.Company), FieldProjectKind: string(p.Sort)}}
}

// AsCompany is the party as the company that it is.
func (p Party) AsCompany() Company {
	return Company{ID: CompanyID(p.ID), Version: p.Version, Name: p.Name(), City: p.Get(FieldCity), KvK: p.Get(FieldKvK), Email: p.Get(FieldEmail),
		Phone: p.Get(FieldPhone), Web: p.Get(FieldWebsite), Registered: p.Registered, Updated: p.Updated}
}

// AsContact is the party as the contact that it is.
func (p Party) AsContact() Contact {
	return Contact{ID: ContactID(p.ID), Version: p.Version, Name: p.Name(), Company: p.Company(), Position: p.Get(FieldPosition), Email: p.Get(FieldEmail),
		Phone: p.Get(FieldPhone), Registered: p.Registered, Updated: p.Updated}
}

// AsProject is the party as the project that it is.
func (p Party) AsProject() Project {
	return Project{ID: ProjectID(p.ID), Version: p.Version, Name: p.Name(), Company: p.Company(), Sort: ValueID(p.Get(FieldProjectKind)),
		Registered: p.Registered, Updated: p.Updated}
}

// Admit returns the party as to be kept, and every rule that it breaks, in the order
// of the form.
func (p Party) Admit() (Party, Problems) {
	switch p.Kind {
	case CompanyParty:
		c, problems := p.AsCompany().Admit()
		return c.Party(), problems
	case ContactParty:
		c, problems := p.AsContact().Admit()
		return c.Party(), problems
	default:
		pr, problems := p.AsProject().Admit()
		return pr.Party(), problems
	}
}

// Edit gives the party these facts, and returns it as it would be with every rule that
// is broken. It asks the rights table first.
func (p Party) Edit(d Desk, facts map[Field]string) (Party, Problems) {
	if err := d.Actor.AllowParty(EditParty, p); err != nil {
		return p, Problems{err.(Error)}
	}
	var unfit Problems
	after := p
	for _, f := range p.Kind.Fields() {
		text, given := facts[f]
		if !given {
			continue
		}
		if f == FieldProjectKind {
			sort := ValueID(p.Get(f))
			unfit.add(d.choose(f, ProjectKinds, &sort, ValueID(text)))
			text = string(sort)
		}
		after = after.With(f, text)
	}
	after, problems := after.Admit()
	return after, append(problems, unfit...)
}

// Saved returns the party as this save of it is kept: a version on, by whom and when.
func (p Party) Saved(by User, at time.Time) Party {
	p.Version++
	p.Updated = Stamp{by.ID, at.UTC().Truncate(time.Millisecond)}
	if p.Version == 1 {
		p.Registered = p.Updated
	}
	return p
}

// Differences lists the facts in which the parties differ, in the order of the form.
// name gives that of a record or list value.
func (p Party) Differences(after Party, name func(f Field, id string) Words) (out []FieldChange) {
	value := func(f Field, text string) Value {
		if (f == FieldCompany || f == FieldProjectKind) && text != "" {
			return Value{ID: text, Name: name(f, text)}
		}
		return Value{Text: text}
	}
	for _, f := range p.Kind.Fields() {
		if was, is := p.Get(f), after.Get(f); was != is {
			out = append(out, FieldChange{f, value(f, was), value(f, is)})
		}
	}
	return out
}

// Deleted lists what a deleted party was, as the audit log keeps it.
func (p Party) Deleted(name func(f Field, id string) Words) []FieldChange {
	return p.Differences(NewParty(p.Kind), name)
}

// PartyUse is what there is of a party elsewhere.
type PartyUse struct {
	Sales     bool // there are sales of it, which keep it from being deleted
	Contacts  int  // of a company: these stay, without it; so do the projects
	Projects  int
	FollowUps int // made from it, and on no sale: these go along; so do the documents
	Documents int
	Others    int // other activities: these stay, without it
}

// AllowDeleting tells why the party may not be deleted: Conflict where sales are in
// the way.
func (p Party) AllowDeleting(by User, use PartyUse) error {
	if err := by.AllowParty(DeleteParty, p); err != nil {
		return err
	}
	if use.Sales {
		return Error{Kind: Conflict, Key: "error.party.has_sales." + string(p.Kind)}
	}
	return nil
}
