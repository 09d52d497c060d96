package crm

type (
	CompanyID string
	ContactID string
	ProjectID string
)

// Company is an organisation that sales are made to.
type Company struct {
	ID         CompanyID `json:"id"`
	Version    uint64    `json:"version"`
	Name       string    `json:"name"`
	City       string    `json:"city,omitempty"`
	KvK        string    `json:"kvk,omitempty"` // number at the Dutch chamber of commerce
	Email      string    `json:"email,omitempty"`
	Phone      string    `json:"phone,omitempty"`
	Web        string    `json:"web,omitempty"`
	Registered Stamp     `json:"registered,omitzero"`
	Updated    Stamp     `json:"updated,omitzero"`
}

// Contact is a person, usually at a company.
type Contact struct {
	ID         ContactID `json:"id"`
	Version    uint64    `json:"version"`
	Company    CompanyID `json:"company,omitempty"`
	Name       string    `json:"name"`
	Position   string    `json:"position,omitempty"`
	Email      string    `json:"email,omitempty"`
	Phone      string    `json:"phone,omitempty"`
	Registered Stamp     `json:"registered,omitzero"`
	Updated    Stamp     `json:"updated,omitzero"`
}

// Project groups sales and activities that belong together.
type Project struct {
	ID         ProjectID `json:"id"`
	Version    uint64    `json:"version"`
	Name       string    `json:"name"`
	Company    CompanyID `json:"company,omitempty"`
	Sort       ValueID   `json:"sort,omitempty"` // one of ProjectKinds
	Registered Stamp     `json:"registered,omitzero"`
	Updated    Stamp     `json:"updated,omitzero"`
}
