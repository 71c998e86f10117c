export { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from './testing/signed-delivery.ts';
