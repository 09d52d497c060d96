package config

import "verkoop/crm"

// The entries of a file. What one does not say (nil) stays as it is when it is
// imported; over is what it makes of what there was.

type currencyEntry struct {
	Code    string    `toml:"code"`
	Rate    *string   `toml:"rate,omitempty"`
	RateOn  *crm.Date `toml:"rate_on,omitempty"`
	Retired bool      `toml:"retired,omitempty"`
}

func (e currencyEntry) over(c crm.Currency) crm.Currency {
	c.Code, c.Retired = e.Code, e.Retired
	set(&c.Rate, e.Rate)
	set(&c.RateOn, e.RateOn)
	return c
}

type stageEntry struct {
	ID          crm.StageID `toml:"id"`
	Name        *crm.Words  `toml:"name"`
	Probability *int        `toml:"probability"`
	Retired     bool        `toml:"retired,omitempty"`
}

func (e stageEntry) over(st crm.Stage) crm.Stage {
	st.ID, st.Retired = e.ID, e.Retired
	set(&st.Name, e.Name)
	set(&st.Probability, e.Probability)
	return st
}

type typeEntry struct {
	ID   crm.TypeID `toml:"id"`
	Name *crm.Words `toml:"name"`
	Days *int       `toml:"days"`
	// NoStages and NoGuide say that it has none, which leaving them out does not.
	NoStages    bool            `toml:"no_stages,omitempty"`
	NoGuide     bool            `toml:"no_guide,omitempty"`
	Stages      []crm.TypeStage `toml:"stages,omitempty"`
	Guide       *crm.Guide      `toml:"guide,omitempty"`
	FormerGuide *crm.Guide      `toml:"former_guide,omitempty"` // of a type whose guide is switched off
	Retired     bool            `toml:"retired,omitempty"`
}

func (e typeEntry) over(t crm.SaleType) crm.SaleType {
	t.ID, t.Retired = e.ID, e.Retired
	set(&t.Name, e.Name)
	set(&t.Days, e.Days)
	if e.NoStages || e.Stages != nil {
		t.Stages = e.Stages
	}
	if e.NoGuide {
		t = t.WithGuide(false)
	}
	if e.Guide != nil || e.FormerGuide != nil {
		t.Guide, t.FormerGuide = e.Guide, e.FormerGuide
	}
	return t
}

type valueEntry struct {
	ID      crm.ValueID `toml:"id"`
	Name    *crm.Words  `toml:"name"`
	Retired bool        `toml:"retired,omitempty"`
}

func (e valueEntry) over(v crm.ListValue) crm.ListValue {
	v.ID, v.Retired = e.ID, e.Retired
	set(&v.Name, e.Name)
	return v
}

func set[T any](to *T, what *T) {
	if what != nil {
		*to = *what
	}
}
