package handlers

import (
	"errors"
	"strconv"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

// names are the records that a sale refers to; the zero ones where it has none.
type names struct {
	company crm.Company
	contact crm.Contact
	project crm.Project
	owner   crm.User
}

// namesOf reads them. A record that is gone is like none.
func namesOf(tx store.ReadTx, s crm.Sale) (n names, err error) {
	if s.Company != "" {
		if n.company, err = tx.Company(s.Company); err != nil && !errors.Is(err, store.ErrNotFound) {
			return n, err
		}
	}
	if s.Contact != "" {
		if n.contact, err = tx.Contact(s.Contact); err != nil && !errors.Is(err, store.ErrNotFound) {
			return n, err
		}
	}
	if s.Project != "" {
		if n.project, err = tx.Project(s.Project); err != nil && !errors.Is(err, store.ErrNotFound) {
			return n, err
		}
	}
	if s.Owner != "" {
		if n.owner, err = tx.User(s.Owner); err != nil && !errors.Is(err, store.ErrNotFound) {
			return n, err
		}
	}
	return n, nil
}

// of is what the record with the id is called; empty where it is not one of these.
func (n names) of(f crm.Field, id string) string {
	switch {
	case f == crm.FieldCompany && string(n.company.ID) == id:
		return n.company.Name
	case f == crm.FieldContact && string(n.contact.ID) == id:
		return n.contact.Name
	case f == crm.FieldProject && string(n.project.ID) == id:
		return n.project.Name
	case f == crm.FieldOwner && string(n.owner.ID) == id:
		return n.owner.Name
	}
	return ""
}

// inputText is what the sale's control holds when nothing was typed in it: for
// a select or checkbox its value, else text in the language.
func inputText(t *locales.Texts, f crm.Field, s crm.Sale, n names) string {
	switch f {
	case crm.FieldTitle:
		return s.Title
	case crm.FieldDescription:
		return s.Description
	case crm.FieldNote:
		return s.Note
	case crm.FieldAmount:
		return t.Amount(s.Amount)
	case crm.FieldCurrency:
		return s.Amount.CurrencyCode()
	case crm.FieldCost:
		return t.Amount(s.Cost)
	case crm.FieldProfit:
		return t.Amount(s.Profit())
	case crm.FieldPercentage:
		return t.PercentNumber(s.Percentage())
	case crm.FieldType:
		return string(s.Type)
	case crm.FieldStage:
		return string(s.StageChoice())
	case crm.FieldProbability:
		return strconv.Itoa(s.Probability)
	case crm.FieldExpected:
		return t.ShortDate(s.Expected)
	case crm.FieldClosed:
		return t.ShortDate(s.Closed)
	case crm.FieldReopen:
		return t.ShortDate(s.Reopen)
	case crm.FieldSoldReason:
		return string(s.SoldReason)
	case crm.FieldLostReason:
		return string(s.LostReason)
	case crm.FieldStalledReason:
		return string(s.StalledReason)
	case crm.FieldCompleted:
		return truth(s.Completed)
	case crm.FieldStalled:
		return truth(s.Stalled)
	case crm.FieldCompany:
		return n.company.Name
	case crm.FieldContact:
		return n.contact.Name
	case crm.FieldProject:
		return n.project.Name
	case crm.FieldOwner:
		return n.owner.Name
	case crm.FieldVisible:
		return string(s.Visible)
	case crm.FieldSource:
		return string(s.Source)
	case crm.FieldCompetitor:
		return string(s.Competitor)
	case crm.FieldCredited:
		return string(s.Credited)
	}
	return ""
}

// recordID is the id that travels beside a combobox's text.
func recordID(f crm.Field, s crm.Sale) string {
	switch f {
	case crm.FieldCompany:
		return string(s.Company)
	case crm.FieldContact:
		return string(s.Contact)
	case crm.FieldProject:
		return string(s.Project)
	case crm.FieldOwner:
		return string(s.Owner)
	}
	return ""
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return ""
}
