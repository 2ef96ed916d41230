/** Search attributes of type Keyword that the order workflow sets. */
export const ORDER_SEARCH_ATTRIBUTES = ['OrderStatus', 'CustomerId'];
