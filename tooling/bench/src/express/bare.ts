import type { RequestListener } from 'node:http';
import express from 'express';
import { callbackPath } from '../deliveries.ts';
import { drainAndAnswer } from '../drain.ts';

/** Express itself: a route that reads the body and answers. */
export function createServer(): RequestListener {
  return express().post(callbackPath, drainAndAnswer);
}
