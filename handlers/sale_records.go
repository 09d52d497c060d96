package handlers

import (
	"errors"
	"strconv"
	"strings"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// found is a record that a combobox's text may mean.
type found struct{ id, name, detail string }

// resolve finds the record that a combobox means: the one chosen from its list,
// or the only one of that name. Where the text fits several or none exactly, the
// choices are offered. ok is false when there is nothing to change.
func (d *draft) resolve(f crm.Field, byID func(id string) (found, error), find func(words string) ([]found, error)) (id string, ok bool, err error) {
	name := string(f)
	if !d.has(name) {
		return d.resolveID(f, byID)
	}
	text, chosen := d.line(f), d.get(name+"_id")
	textChanged := d.changed(f, inputText(d.texts, f, d.base, d.names))
	idChanged := chosen != "" && chosen != recordID(f, d.base) && !d.has(name+autoSuffix)
	if !textChanged && !idChanged {
		return "", false, nil
	}
	d.given[f] = true
	id, choices, err := meant(f, text, chosen, byID, find)
	var unclear crm.Error
	if errors.As(err, &unclear) {
		d.choices[f] = choices
		d.refuse(f, unclear)
		return "", false, nil
	}
	return id, err == nil, err
}

// resolveID finds the record that an id alone names. No form of ours sends one so.
func (d *draft) resolveID(f crm.Field, byID func(id string) (found, error)) (id string, ok bool, err error) {
	chosen := d.get(string(f) + "_id")
	if chosen == "" || chosen == recordID(f, d.base) {
		return "", false, nil
	}
	d.given[f] = true
	r, err := byID(chosen)
	if errors.Is(err, store.ErrNotFound) {
		d.refuse(f, crm.Error{Kind: crm.Invalid, Field: f, Key: "error." + string(f) + ".not_found", Args: crm.Args{"text": ""}})
		return "", false, nil
	}
	return r.id, err == nil, err
}

// meant finds the record that a combobox's text and the id beside it mean; empty
// text means none. A crm.Error says that it is unclear, with the choices there are.
func meant(f crm.Field, text, chosen string, byID func(id string) (found, error), find func(words string) ([]found, error)) (id string, choices []views.Option, err error) {
	if text == "" {
		return "", nil, nil
	}
	// A choice offered by the server names the text it was offered for: without
	// scripts the id beside a text that was changed since is an old one.
	chosen, asked, offered := strings.Cut(chosen, ":")
	if chosen != "" {
		r, err := byID(chosen)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", nil, err
		}
		if err == nil && (r.name == text || offered && asked == text) {
			return r.id, nil, nil
		}
	}
	all, err := find(text)
	if err != nil {
		return "", nil, err
	}
	var exact []found
	for _, r := range all {
		if strings.EqualFold(r.name, text) {
			exact = append(exact, r)
		}
	}
	e := crm.Error{Kind: crm.Invalid, Field: f, Args: crm.Args{"text": text}}
	switch {
	case len(exact) == 1:
		return exact[0].id, nil, nil
	case len(exact) > 1:
		e.Key, all = "error.record.ambiguous", exact
	case len(all) > 0:
		e.Key = "error.record.choose"
	default:
		e.Key = "error." + string(f) + ".not_found"
	}
	for _, r := range all[:min(len(all), maxFound)] {
		choices = append(choices, views.Option{Value: r.id + ":" + text, Label: r.name, Detail: r.detail})
	}
	return "", choices, e
}

// maxFound bounds what a combobox offers.
const maxFound = 10

func (d *draft) readRecords(tx store.ReadTx, desk crm.Desk) error {
	look := finder{tx}
	id, ok, err := d.resolve(crm.FieldCompany, look.companyByID, look.companies)
	if err != nil {
		return err
	}
	if ok {
		company := crm.Company{}
		if id != "" {
			if company, err = tx.Company(crm.CompanyID(id)); err != nil {
				return err
			}
		}
		d.edit.Company = &company
	}
	if err := d.readContact(tx, look); err != nil {
		return err
	}
	if id, ok, err = d.resolve(crm.FieldProject, look.projectByID, look.projects); err != nil {
		return err
	} else if ok {
		project := crm.Project{}
		if id != "" {
			if project, err = tx.Project(crm.ProjectID(id)); err != nil {
				return err
			}
		}
		d.edit.Project = &project
	}
	if id, ok, err = d.resolve(crm.FieldOwner, look.ownerByID, look.owners); err != nil {
		return err
	} else if ok {
		owner := crm.User{}
		if id != "" {
			if owner, err = tx.User(crm.UserID(id)); err != nil {
				return err
			}
		}
		if owner.ID == "" {
			d.refuseKey(crm.FieldOwner, "error.owner.required")
		} else {
			d.edit.Owner = &owner
		}
	}
	return nil
}

// readContact reads the contact. Choosing one fills in its company; choosing
// another company, just now, lets go of the contact.
func (d *draft) readContact(tx store.ReadTx, look finder) error {
	at := d.base.Company
	if d.edit.Company != nil {
		at = d.edit.Company.ID
	}
	id, ok, err := d.resolve(crm.FieldContact, look.contactByID, func(words string) ([]found, error) {
		near, err := look.contacts(words, at)
		if err != nil || len(near) > 0 {
			return near, err
		}
		return look.contacts(words, "")
	})
	switch {
	case err != nil:
		return err
	case d.typed == crm.FieldCompany:
		if ok {
			delete(d.given, crm.FieldContact)
		}
		return nil
	case !ok && d.edit.Company != nil && d.line(crm.FieldContact) != "" && !d.given[crm.FieldContact]:
		id = string(d.base.Contact) // still there beside another company: the domain says whether it may
	case !ok:
		return nil
	}
	contact := crm.Contact{}
	if id != "" {
		if contact, err = tx.Contact(crm.ContactID(id)); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	d.edit.Contact = &contact
	if d.typed == crm.FieldContact && contact.Company != "" && d.edit.Company != nil {
		d.edit.Company = nil
		delete(d.given, crm.FieldCompany)
	}
	return nil
}

// readLinks reads the lines of tab Links: each a web address or a sale's number.
func (d *draft) readLinks(tx store.ReadTx, desk crm.Desk) error {
	if !d.has("link_address") {
		return nil
	}
	texts := d.values["link_text"]
	links := []crm.Link{}
	for i, address := range d.values["link_address"] {
		address = strings.TrimSpace(address)
		l := crm.Link{URL: address}
		if i < len(texts) {
			l.Text = strings.TrimSpace(texts[i])
		}
		if address == "" && l.Text == "" {
			continue
		}
		if n, err := strconv.ParseUint(strings.TrimPrefix(address, "#"), 10, 63); err == nil {
			l.URL, l.Sale = "", crm.SaleNumber(n)
		}
		links = append(links, l)
	}
	before := crm.Sale{Links: d.base.Links}
	if len(crm.Differences(before, crm.Sale{Links: links})) == 0 {
		return nil
	}
	d.given[crm.FieldLinks] = true
	for i, l := range links {
		if l.Sale == 0 {
			continue
		}
		other, err := tx.Sale(l.Sale)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || !desk.Actor.CanSee(other) {
			d.refuse(crm.FieldLinks, crm.Error{Kind: crm.Invalid, Key: "error.links.sale", Args: crm.Args{
				"number": strconv.FormatUint(uint64(l.Sale), 10), "line": i + 1}})
			return nil
		}
	}
	d.edit.Links = &links
	return nil
}
