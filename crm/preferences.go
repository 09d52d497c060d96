package crm

// Preferences are what a user wants of Verkoop for their own work.
type Preferences struct {
	User    UserID `json:"user"`
	Version uint64 `json:"version"` // 0 where the user never chose anything
	// AlwaysFollowUp makes the follow-up that a guide suggests by itself without asking.
	AlwaysFollowUp bool `json:"alwaysFollowUp,omitempty"`
	// Board shows sales as a board, of the type BoardType, where a list was not asked for.
	Board     bool   `json:"board,omitempty"`
	BoardType TypeID `json:"boardType,omitempty"` // kept when the list is chosen again
}

// Saved returns the preferences as this save of them is kept: a version on.
func (p Preferences) Saved() Preferences {
	p.Version++
	return p
}
