package demo

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

type saleIDs struct {
	sale       crm.SaleID
	activities []crm.ActivityID
}

// saleIDsFor makes the ids of all sales beforehand: what Update calls may be
// called again.
func saleIDsFor(rows []saleRow, newID func() string) []saleIDs {
	sales := make([]saleIDs, len(rows))
	for i, row := range rows {
		sales[i].sale = crm.SaleID(newID())
		for range row.Activities {
			sales[i].activities = append(sales[i].activities, crm.ActivityID(newID()))
		}
	}
	return sales
}

// tell registers the sale by that number, saves each of its steps, and adds its
// activities.
func (c *company) tell(tx store.Tx, number crm.SaleNumber, row saleRow, ids saleIDs) error {
	if row.By == "" {
		row.By = *row.Owner
	}
	actor, err := of(c.users, row.By)
	if err != nil {
		return err
	}
	day, clock := row.registered()
	desk := crm.Desk{Setup: c.setup, Actor: actor, Today: c.day(day)}
	edit, err := c.edit(row.facts, c.setup.Organisation.Currency)
	if err != nil {
		return err
	}
	if row.Company != "" {
		firm, err := of(c.firms, row.Company)
		if err != nil {
			return err
		}
		edit.Company = &firm
	}
	if row.Links != nil {
		edit.Links = &row.Links
	}
	if err := actor.Allow(crm.RegisterSale, crm.Sale{}); err != nil {
		return err
	}
	sale := crm.NewSale(desk)
	sale.ID, sale.Number = ids.sale, number
	sale, problems := sale.Edit(desk, edit)
	if err := problems.Err(); err != nil {
		return err
	}
	if sale, err = c.save(tx, actor, crm.Sale{}, sale, day, clock); err != nil {
		return err
	}
	for i, st := range row.Steps {
		if sale, err = c.step(tx, sale, st, *row.Owner); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	for i, a := range row.Activities {
		if err := c.activity(tx, sale, a, ids.activities[i], *row.Owner); err != nil {
			return fmt.Errorf("activity %d: %w", i+1, err)
		}
	}
	return nil
}

// registered is when the sale was registered: numbers go up with time.
func (row saleRow) registered() (day int, clock string) {
	n := int(row.Number)
	day = -82 - (1042-n)*8
	if n > 1042 {
		day = -82 + (n-1042)*9/2
	}
	if row.Registered != nil {
		day = *row.Registered
	}
	if row.At != "" {
		return day, row.At
	}
	return day, fmt.Sprintf("%02d:%02d", 9+n%8, n*7%60)
}

// step is one later save, by who may edit the sale.
func (c *company) step(tx store.Tx, before crm.Sale, st step, owner string) (crm.Sale, error) {
	if st.By == "" {
		st.By = owner
	}
	if st.At == "" {
		st.At = fmt.Sprintf("%02d:%02d", 9+int(before.Number)%7, int(before.Number)*11%60)
	}
	actor, err := of(c.users, st.By)
	if err != nil {
		return before, err
	}
	if err := actor.Allow(crm.EditSale, before); err != nil {
		return before, err
	}
	desk := crm.Desk{Setup: c.setup, Actor: actor, Today: c.day(st.Day)}
	edit, err := c.edit(st.facts, before.Amount.CurrencyCode())
	if err != nil {
		return before, err
	}
	after, problems := before.Edit(desk, edit)
	if err := problems.Err(); err != nil {
		return before, err
	}
	closed := c.day(st.Day)
	if st.Closed != nil {
		closed = c.day(*st.Closed)
	}
	var errs []error
	if st.Sold != "" {
		errs = append(errs, after.Win(desk, closed, st.Sold))
	}
	if st.Lost != "" {
		errs = append(errs, after.Lose(desk, closed, st.Lost))
	}
	if st.Stalled != "" {
		errs = append(errs, after.Stall(desk, c.day(st.Reopen), st.Stalled))
	}
	if st.Resume {
		errs = append(errs, after.Resume(desk))
	}
	if st.Completed {
		errs = append(errs, after.SetCompleted(desk, true))
	}
	if err := errors.Join(errs...); err != nil {
		return before, err
	}
	return c.save(tx, actor, before, after, st.Day, st.At)
}

// save keeps the sale with the history of the save.
func (c *company) save(tx store.Tx, actor crm.User, before, after crm.Sale, day int, clock string) (crm.Sale, error) {
	at, err := c.time(day, clock)
	if err != nil {
		return before, err
	}
	after = after.Saved(actor, at)
	return after, tx.PutSale(after, crm.NewChange(actor, before, after, c.name))
}

// edit puts what a file says into the domain's terms.
func (c *company) edit(f facts, code string) (crm.SaleEdit, error) {
	e := crm.SaleEdit{
		Title: f.Title, Description: f.Description, Note: f.Note, Type: f.Type, Currency: f.Currency,
		Probability: f.Probability, Source: f.Source, Competitor: f.Competitor, Credited: f.Credited,
		Visible: f.Visible,
	}
	if f.Stage != nil {
		choice := crm.StageChoice(*f.Stage)
		e.Stage = &choice
	}
	if f.Expected != nil {
		day := c.day(*f.Expected)
		e.Expected = &day
	}
	if f.Currency != nil {
		code = *f.Currency
	}
	return e, errors.Join(
		amount(f.Amount, code, &e.Amount), amount(f.Cost, code, &e.Cost),
		look(c.contacts, f.Contact, &e.Contact), look(c.projects, f.Project, &e.Project), look(c.users, f.Owner, &e.Owner))
}

func amount(text *string, code string, into **currency.Amount) error {
	if text == nil {
		return nil
	}
	a, err := currency.NewAmount(*text, code)
	a = a.Round() // a currency may have no decimals
	*into = &a
	return err
}

// look looks a key up, where one is given.
func look[T any](m map[string]T, key *string, into **T) error {
	if key == nil {
		return nil
	}
	v, err := of(m, *key)
	*into = &v
	return err
}

// activity adds an activity. Follow-ups were planned when the sale was last
// saved, or registered if they are from before; documents are made on their day.
func (c *company) activity(tx store.Tx, sale crm.Sale, row activityRow, id crm.ActivityID, owner string) error {
	if row.Owner != "" {
		owner = row.Owner
	}
	user, err := of(c.users, owner)
	if err != nil {
		return err
	}
	desk := crm.Desk{Setup: c.setup, Actor: user, Today: c.day(row.Day)}
	a := crm.NewFollowUp(desk, sale)
	if row.Item != "" {
		made, err := c.fromGuide(desk, sale, row.Item)
		var gone crm.Error
		switch {
		case errors.As(err, &gone) && gone.Kind == crm.NotFound: // the company's guide is without it
		case err != nil:
			return err
		default:
			a = made
		}
	}
	a.ID, a.Version, a.Kind, a.Text, a.On, a.Owner = id, 1, row.Kind, row.Text, c.day(row.Day), user.ID
	a.Start, a.End, a.By = row.Start, row.End, crm.Stamp{User: user.ID, At: sale.Updated.At}
	if row.Contact != nil {
		a.Contact = c.contacts[*row.Contact].ID
	}
	if row.Home == "company" {
		a.Home = crm.Home{Company: sale.Company}
	}
	if row.Done {
		done, err := c.time(row.Day, cmp.Or(row.At, row.End, "12:00"))
		if err != nil {
			return err
		}
		a.Completed = done.UTC()
		if a.By.At.After(a.Completed) {
			a.By.At = sale.Registered.At
		}
		if !a.IsFollowUp() {
			a.By.At = a.Completed
		}
	}
	a.Updated = a.By
	if a.Done() {
		a.Updated.At = a.Completed
	}
	return errors.Join(tx.PutActivity(a), c.happened(tx, user, sale, a))
}

// happened writes in the sale's history that the activity was made and completed, among
// the changes of then.
func (c *company) happened(tx store.Tx, by crm.User, sale crm.Sale, a crm.Activity) error {
	changes, err := tx.SaleChanges(sale.ID, 0, 100)
	if err != nil {
		return err
	}
	before := a
	before.Completed = time.Time{}
	for _, happened := range []struct {
		at       time.Time
		from, to crm.Activity
	}{{a.By.At, crm.Activity{}, before}, {a.Completed, before, a}} {
		then := sale
		for _, change := range changes {
			if then.Version = change.Version; !change.By.At.After(happened.at) {
				break
			}
		}
		e, is := crm.NewEvent(by, happened.at, then, happened.from, happened.to)
		if is && (a.IsFollowUp() || e.What == crm.Added) {
			if err := tx.PutEvent(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// fromGuide is what the item suggested while the sale was of the type that has it.
func (c *company) fromGuide(desk crm.Desk, sale crm.Sale, item crm.GuideItemID) (a crm.Activity, err error) {
	if sale.Type, err = c.guideType(sale, item); err != nil {
		return a, err
	}
	return sale.FromGuide(desk, item, nil, desk.Today.Time(), "nl")
}

// guideType is the type whose guide has the item: the sale's, or one it had.
func (c *company) guideType(sale crm.Sale, item crm.GuideItemID) (crm.TypeID, error) {
	has := func(id crm.TypeID) bool {
		t, _ := c.setup.Type(id)
		return hasItem(c.setup, t, item)
	}
	if has(sale.Type) {
		return sale.Type, nil
	}
	for _, t := range c.setup.Types {
		if sale.LastStages[t.ID] != "" && has(t.ID) {
			return t.ID, nil
		}
	}
	return "", fmt.Errorf("no guide of the sale has the item %q", item)
}

// hasItem tells whether the type's guide has the item, in a stage that can be chosen.
func hasItem(setup *crm.Setup, t crm.SaleType, item crm.GuideItemID) bool {
	if t.Guide == nil {
		return false
	}
	for _, i := range t.Guide.Items {
		if stage, _ := setup.Stage(i.Stage); i.ID == item {
			return !stage.Retired
		}
	}
	return false
}
