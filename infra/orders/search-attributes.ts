/** Keywords that the order workflow writes for those who search. */
export const ORDER_SEARCH_ATTRIBUTES = ['OrderStatus', 'CustomerId'];
