package store

import "verkoop/crm"

// Bounds of one call, in index entries and records read. Engines count what they
// read; the tests of the contract hold them to it.
const (
	SearchBudget = 5_000  // SearchSales, SearchStages, SearchNeighbours, FindSales
	CountBudget  = 25_000 // CountSales, CountStages and PlaceOf, a record as ten
	CountMatches = 10_000 // after so many matches a call of CountSales ends
)

// SaleSearch is a search as somebody asks it, in an order.
type SaleSearch struct {
	Search     crm.Search
	Reader     crm.User
	Today      crm.Date
	Sort       Column // empty: ByDate; also of LookedColumns
	Descending bool
}

// SearchPage is part of what a search finds. It may be short, or empty, and yet
// have a next page: then Stopped says that the budget was used up, and Next goes on
// from there.
type SearchPage struct {
	Rows     []SaleRow
	Previous Cursor
	Next     Cursor
	Stopped  bool
	Read     int            // index entries and records
	Reached  crm.SaleNumber // where Stopped: the last sale that was looked at
}

// StagePage is the beginning of what a search finds in a stage. It may be short, or
// empty, and yet there be more: then Stopped says that the budget was used up.
type StagePage struct {
	Stage   crm.StageID
	Rows    []SaleRow
	More    bool // than these; for sure where not Stopped
	Stopped bool
}

// SearchCount is what is known of all that a search finds.
type SearchCount struct {
	Tally crm.Tally // from the beginning, through all calls so far
	Read  int       // index entries and records, through all calls so far
	Next  Cursor    // give it to the same call to go on; empty: Tally is exact
}

// SearchPlace is where a sale stands in what a search finds.
type SearchPlace struct {
	Place int    // from 1; 0: the search does not fit the sale, or the reader may not see it
	Next  Cursor // not there yet: so many stand before it for sure; give it to the same call to go on
}

// Found are the sales that the find box offers.
type Found struct {
	Rows []SaleRow // the best first
	More bool      // there are others, or could be
	Read int
}

// Searcher finds sales by what they are. Nothing of what it returns is of a sale
// that the reader may not see, nor counts one.
type Searcher interface {
	// FindSales are at most limit sales in whose title, number, or names of company
	// and contact each of the words begins a word, without regard to case and
	// accents, in any order. Of the newest forty of them the one with that very number
	// comes first, then open ones before closed ones, then the newest. Without words
	// nothing is found.
	FindSales(reader crm.User, words string, limit int) (Found, error)
	// RecentSales are at most limit of those ten that the reader saved last, the last first.
	RecentSales(reader crm.User, limit int) ([]SaleRow, error)

	// SearchSales is one page of at most limit rows. All pages together have each
	// sale that the search fits once, as long as nothing changes meanwhile. A search
	// that crm.Search.Check finds fault with is refused with its Problems. In the order of
	// a looked column it is ErrTooMany where too many sales would have to be looked at.
	SearchSales(search SaleSearch, at Cursor, limit int) (SearchPage, error)
	// SearchStages are at most limit sales of each of the stages, in the wanted order (of store.Columns), of
	// those that the search finds. The bound is of all stages together, and read is what
	// they took.
	SearchStages(search SaleSearch, stages []crm.StageID, limit int) (pages []StagePage, read int, err error)
	// SearchNeighbours are the sales before and after one in what the search finds,
	// whether or not it fits that one itself. Where it read all that it may without
	// finding one, it says so and returns 0 for that side.
	SearchNeighbours(search SaleSearch, of crm.SaleNumber) (n Neighbours, stopped bool, err error)
	// CountSales counts and adds up all that the search finds, whatever its order. It
	// ends after CountMatches or CountBudget; with the cursor it goes on.
	CountSales(search SaleSearch, at Cursor) (SearchCount, error)
	// CountStages does the same, and keeps stages apart in the tally.
	CountStages(search SaleSearch, at Cursor) (SearchCount, error)
	// PlaceOf finds where the sale stands, within the same bounds. ErrNotFound where
	// there is no such sale.
	PlaceOf(search SaleSearch, of crm.SaleNumber, at Cursor) (SearchPlace, error)
}
