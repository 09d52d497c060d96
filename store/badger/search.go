package badger

import (
	"errors"

	"verkoop/crm"
	"verkoop/store"
)

var errNotYet = errors.New("store: search is not built yet")

func (t *readTx) FindSales(crm.User, string, int) (store.Found, error) {
	return store.Found{}, errNotYet
}
func (t *readTx) SearchSales(store.SaleSearch, store.Cursor, int) (store.SearchPage, error) {
	return store.SearchPage{}, errNotYet
}
func (t *readTx) SearchNeighbours(store.SaleSearch, crm.SaleNumber) (store.Neighbours, bool, error) {
	return store.Neighbours{}, false, errNotYet
}
func (t *readTx) CountSales(store.SaleSearch, store.Cursor) (store.SearchCount, error) {
	return store.SearchCount{}, errNotYet
}
func (t *readTx) PlaceOf(store.SaleSearch, crm.SaleNumber, store.Cursor) (store.SearchPlace, error) {
	return store.SearchPlace{}, errNotYet
}
