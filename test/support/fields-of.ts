/** All fields of a message: those that are absent from its bytes are on its prototype alone, and a spread would lose them. */
export function fieldsOf<Message extends object>(message: Message): { [Field in keyof Message]: Message[Field] } {
  const fields = {} as { [Field in keyof Message]: Message[Field] };
  // oxlint-disable-next-line guard-for-in -- the fields of the prototype are what this is for
  for (const field in message) fields[field] = message[field];
  return fields;
}
