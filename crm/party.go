package crm

import (
	"strings"
)

// Bounds of the texts of companies, contacts and projects, in characters.
const (
	MaxPartyName = 219
	maxPartyText = 100
)

// Admit returns the company as to be kept, and every rule that it breaks: a name of 1
// to MaxPartyName characters; what else is filled in on one line, the KvK number of
// eight digits, the e-mail and web address such as can be followed.
func (c Company) Admit() (Company, Problems) {
	var p Problems
	p.add(partyName(&c.Name))
	p.add(partyText(FieldCity, &c.City))
	c.KvK = strings.ReplaceAll(strings.TrimSpace(c.KvK), " ", "")
	if c.KvK != "" && (len(c.KvK) != 8 || !digitsOnly(c.KvK)) {
		p.add(invalid(FieldKvK, "error.kvk.wrong"))
	}
	p.add(partyEmail(&c.Email))
	p.add(partyText(FieldPhone, &c.Phone))
	if c.Web = completeSite(strings.TrimSpace(c.Web)); c.Web != "" && !isWeb(c.Web) {
		p.add(invalid(FieldWebsite, "error.website.wrong"))
	}
	return c, p
}

// Admit returns the contact as to be kept, and every rule that it breaks.
func (c Contact) Admit() (Contact, Problems) {
	var p Problems
	p.add(partyName(&c.Name))
	p.add(partyText(FieldPosition, &c.Position))
	p.add(partyEmail(&c.Email))
	p.add(partyText(FieldPhone, &c.Phone))
	return c, p
}

// Admit returns the project as to be kept, and every rule that it breaks.
func (p Project) Admit() (Project, Problems) {
	var problems Problems
	problems.add(partyName(&p.Name))
	return p, problems
}

// add adds the error, if there is one.
func (p *Problems) add(err error) {
	if e, bad := err.(Error); bad {
		*p = append(*p, e)
	}
}

func partyName(at *string) error {
	name := strings.TrimSpace(*at)
	if !strings.ContainsFunc(name, visibleRune) {
		return invalid(FieldName, "error.name.required")
	}
	return oneLine(FieldName, at, name, MaxPartyName)
}

func partyText(f Field, at *string) error {
	return oneLine(f, at, strings.TrimSpace(*at), maxPartyText)
}

func partyEmail(at *string) error {
	*at = strings.TrimSpace(*at)
	if *at != "" && !isEmail(*at) {
		return invalid(FieldEmail, "error.email.wrong")
	}
	return nil
}

func oneLine(f Field, at *string, text string, max int) error {
	if strings.ContainsAny(text, "\n\r") {
		return invalid(f, "error.text.one_line")
	}
	return setText(f, at, text, max)
}
