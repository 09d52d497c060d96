package crm

// Ids are opaque text: version 7 UUIDs for what is made at run time, short
// words for what the embedded defaults bring.
type (
	UserID  string
	GroupID string
)

// Role says what a user may do; see rights.go.
type Role string

const (
	Administrator Role = "administrator"
	Manager       Role = "manager"
	Seller        Role = "seller"
	Reader        Role = "reader"
)

// User is somebody who works with Verkoop. Everybody is in one group.
type User struct {
	ID       UserID  `json:"id"`
	Version  uint64  `json:"version"`
	Name     string  `json:"name"`
	Email    string  `json:"email"`
	Role     Role    `json:"role"`
	Group    GroupID `json:"group"`
	Language string  `json:"language,omitempty"` // "nl", "en", or empty: as the browser asks
	Disabled bool    `json:"disabled,omitempty"`
}

// Group is a team of users with its manager.
type Group struct {
	ID      GroupID `json:"id"`
	Version uint64  `json:"version"`
	Name    string  `json:"name"`
}
