/** What the broker thinks of a record, rather than of itself: no later attempt goes better. */
export const isTooLarge = (error: unknown): boolean => {
  const type = typeOf(error) ?? (error instanceof Error ? typeOf(error.cause) : undefined);
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
};

/** Whether Kafka is not there, or not for us: mended by time, or by somebody. */
export const isKafkaOutage = (error: unknown): boolean =>
  error instanceof Error && error.name.startsWith('KafkaJS') && !isTooLarge(error);

const typeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
