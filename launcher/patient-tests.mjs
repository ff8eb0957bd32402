import { jest } from '@jest/globals';

// Jest takes `testTimeout` for all projects or for none. This bounds a test that hangs; it is no sleep.
jest.setTimeout(60_000);
