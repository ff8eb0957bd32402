import { jest } from '@jest/globals';

// Jest takes `testTimeout` for all projects or for none. It bounds a test that hangs: whole systems
// start and drain in these.
jest.setTimeout(240_000);
