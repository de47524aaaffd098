/// <reference types="@leakproof/jest-env" />
