export { ambiguityOf } from './ambiguity.js';
export { mediaType, namesMediaType } from './media-type.js';
export { originForm } from './origin-form.js';
export { refuseAmbiguous } from './refuse-ambiguous.js';
